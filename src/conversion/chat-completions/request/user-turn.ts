import { ApiError } from '../../../errors/api-error.js';
import type { ContentBlockParam, MessageParam, ToolResultBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatCacheControl, ChatContentPart } from '../../../protocol/openai/chat-request.js';
import { collectTexts, parseBlocks, stripBillingHeader } from '../../shared/blocks.js';
import { toolCallIdForUpstream } from '../../shared/tool-names.js';
import { convertCacheControl, markLastPart } from './cache-control.js';
import { convertContentParts } from './content-parts.js';
import type { RequestScope } from './request-scope.js';

/** Part of a user turn. */
export type UserItem = ChatContentPart | ToolResult | SystemNote;

/** A system turn in the middle of a conversation, for an upstream that accepts one there. */
export interface SystemNote {
  readonly type: 'system';
  readonly part: ChatContentPart;
}

/** Converts the content of a user or system message. */
export function convertUserContent(message: MessageParam, path: string, scope: RequestScope): UserItem[] {
  const blocks = parseBlocks(message.content);
  return message.role === 'system'
    ? convertSystemBlocks(blocks, path, scope)
    : blocks.flatMap((block, index) => convertBlock(block, `${path}.content.${index}`, scope));
}

function convertBlock(block: ContentBlockParam, path: string, scope: RequestScope): readonly UserItem[] {
  if (block.type === 'tool_result' && typeof block.tool_use_id === 'string') {
    return [convertToolResult(block, path, scope)];
  }
  const parts = convertContentParts(block, path, scope);
  if (parts === undefined) scope.dropped.add(`messages.${block.type}`);
  return markLastPart(parts ?? [], convertCacheControl(block, scope.profile));
}

// After the tool results, with the user's text: every chat template accepts it there, and the start of the prompt,
// which the upstream caches, stays as it was.
function convertSystemBlocks(
  blocks: readonly ContentBlockParam[],
  path: string,
  { profile, dropped }: RequestScope,
): UserItem[] {
  for (const { type } of blocks) if (!servedInSystemTurns.has(type)) dropped.add(`messages.${type}`);
  const text = collectTexts(blocks).map(stripBillingHeader).filter(Boolean).join('\n\n');
  if (!text || profile.systemTurns === 'merged') return [];
  if (profile.systemTurns === 'rejected') throw ApiError.invalidRequest(`${path}: ${refusal}`);
  const isInline = profile.systemTurns === 'inline';
  const mark = blocks.map((block) => convertCacheControl(block, profile)).findLast(Boolean);
  const note = isInline ? text : `<system-reminder>\n${text}\n</system-reminder>`;
  const parts = markLastPart([{ type: 'text', text: note }], mark);
  return isInline ? parts.map((part) => ({ type: 'system', part })) : [...parts];
}

// Claude Code recognizes the marker, older versions the text, and resends these turns as the user's.
const refusal =
  "role 'system' is not supported in the middle of a conversation by this model (capability_rejected: mid_conv_system)";

const servedInSystemTurns: ReadonlySet<string> = new Set(['text', 'tool_addition', 'tool_removal']);

/** The result of a tool: its text for the tool message, its images and files for the user message after it. */
export interface ToolResult {
  readonly type: 'tool_result';
  readonly id: string;
  readonly text: string;
  readonly media: readonly ChatContentPart[];
  /** The whole result, for providers that accept media in tool messages. */
  readonly inline: readonly ChatContentPart[] | undefined;
  readonly cacheControl: ChatCacheControl | undefined;
}

// The model can use an unknown block as JSON, unless it is mostly binary data.
const maxJsonLength = 2048;

/** Converts the result of a tool. */
function convertToolResult(result: ToolResultBlockParam, path: string, scope: RequestScope): ToolResult {
  const parts = parseBlocks(result.content).flatMap(
    (block, index) =>
      convertContentParts(block, `${path}.content.${index}`, scope) ?? convertUnknownBlock(block, scope),
  );
  const text = parts.map(formatPart).join('\n');
  const media = parts.filter(({ type }) => type !== 'text');
  const isError = result.is_error === true;
  return {
    type: 'tool_result',
    id: toolCallIdForUpstream(result.tool_use_id, scope.profile.maxToolCallIdLength),
    text: isError ? markError(text) : text,
    media,
    inline: scope.profile.media.inToolMessages && media.length > 0 ? convertInlineParts(parts, isError) : undefined,
    cacheControl: convertCacheControl(result, scope.profile),
  };
}

function formatPart(part: ChatContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image_url':
      return '[image attached below]';
    case 'file':
      return '[document attached below]';
  }
}

function convertInlineParts(parts: readonly ChatContentPart[], isError: boolean): readonly ChatContentPart[] {
  const [first, ...others] = parts;
  if (!isError || first === undefined) return parts;
  return first.type === 'text'
    ? [{ ...first, text: markError(first.text) }, ...others]
    : [{ type: 'text', text: 'Error:' }, ...parts];
}

// Chat Completions has no flag for a failed call.
function markError(text: string): string {
  return /^(?:<tool_use_error>|Error)/.test(text) ? text : `Error: ${text}`;
}

function convertUnknownBlock(block: ContentBlockParam, { dropped }: RequestScope): readonly ChatContentPart[] {
  const text = JSON.stringify(block);
  if (text.length < maxJsonLength) return [{ type: 'text', text }];
  dropped.add(`tool_result.${block.type}`);
  return [];
}

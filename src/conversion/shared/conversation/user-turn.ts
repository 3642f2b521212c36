import { ApiError } from '../../../errors/api-error.js';
import type { ContentBlockParam, MessageParam, ToolResultBlockParam } from '../../../protocol/anthropic/request.js';
import { collectTexts, parseBlocks, stripBillingHeader } from '../blocks.js';
import { toolCallIdForUpstream } from '../tool-call-ids.js';
import { parseCacheBreakpoint } from './cache-breakpoint.js';
import type { CacheBreakpoint } from './cache-breakpoint.js';
import { convertContentParts, addBreakpointToLastPart } from './content-parts.js';
import type { ContentPart } from './content-parts.js';
import type { ConversationScope } from './conversation-scope.js';
import { parseToolChanges } from './tool-changes.js';
import type { ConversationChange, ToolChange } from './tool-changes.js';

/** Part of a user turn. */
export type UserItem = ContentPart | ToolResult | SystemNote | ConversationChange;

/** A system turn in the middle of a conversation, for an upstream that accepts one there. */
export interface SystemNote {
  readonly type: 'system';
  readonly part: ContentPart;
}

/** Converts the content of a user or system message. */
export function convertUserContent(message: MessageParam, path: string, scope: ConversationScope): UserItem[] {
  const blocks = parseBlocks(message.content);
  return message.role === 'system'
    ? [...convertSystemBlocks(blocks, path, scope), ...collectChanges(message, blocks, scope)]
    : blocks.flatMap((block, index) => convertBlock(block, `${path}.content.${index}`, scope));
}

function convertBlock(block: ContentBlockParam, path: string, scope: ConversationScope): readonly UserItem[] {
  if (block.type === 'tool_result' && typeof block.tool_use_id === 'string') {
    return [convertToolResult(block, path, scope)];
  }
  const parts = convertContentParts(block, path, scope);
  if (parts === undefined) scope.dropped.add(`messages.${block.type}`);
  const marked = addBreakpointToLastPart(parts ?? [], parseCacheBreakpoint(block, scope.profile));
  const tools = scope.keepsToolChanges ? parseToolChanges(block) : [];
  return tools.length > 0 ? [...marked, { type: 'change', tools }] : marked;
}

function collectChanges(
  message: MessageParam,
  blocks: readonly ContentBlockParam[],
  { keepsToolChanges, keepsEffortChanges }: ConversationScope,
): readonly ConversationChange[] {
  const tools = keepsToolChanges ? blocks.flatMap(parseToolChanges) : [];
  const effort: unknown = keepsEffortChanges && 'output_config' in message ? message.output_config?.effort : undefined;
  return tools.length > 0 || effort != null ? [{ type: 'change', tools, effort }] : [];
}

// After the tool results, with the user's text: every chat template accepts it there, and the start of the prompt,
// which the upstream caches, stays as it was.
function convertSystemBlocks(
  blocks: readonly ContentBlockParam[],
  path: string,
  { profile, dropped }: ConversationScope,
): UserItem[] {
  for (const { type } of blocks) if (!servedInSystemTurns.has(type)) dropped.add(`messages.${type}`);
  const text = collectTexts(blocks).map(stripBillingHeader).filter(Boolean).join('\n\n');
  if (!text || profile.systemTurns === 'merged') return [];
  if (profile.systemTurns === 'rejected') throw ApiError.invalidRequest(`${path}: ${refusal}`);
  const isInline = profile.systemTurns === 'inline';
  const breakpoint = blocks.map((block) => parseCacheBreakpoint(block, profile)).findLast(Boolean);
  const note = isInline ? text : `<system-reminder>\n${text}\n</system-reminder>`;
  const parts = addBreakpointToLastPart([{ type: 'text', text: note }], breakpoint);
  return isInline ? parts.map((part) => ({ type: 'system', part })) : [...parts];
}

// Claude Code recognizes the marker, older versions the text, and resends these turns as the user's.
const refusal =
  "role 'system' is not supported in the middle of a conversation by this model (capability_rejected: mid_conv_system)";

const servedInSystemTurns: ReadonlySet<string> = new Set(['text', 'tool_addition', 'tool_removal']);

/** The result of a tool: its text, and its images and files, which may have to follow in a user message. */
export interface ToolResult {
  readonly type: 'tool_result';
  readonly id: string;
  readonly text: string;
  readonly media: readonly ContentPart[];
  /** The whole result, for upstreams that accept media in results. */
  readonly inline: readonly ContentPart[] | undefined;
  readonly cacheBreakpoint: CacheBreakpoint | undefined;
  /** The tools that it loaded, if changes are kept. */
  readonly changes: readonly ToolChange[];
}

// The model can use an unknown block as JSON, unless it is mostly binary data.
const maxJsonLength = 2048;

/** Converts the result of a tool. */
function convertToolResult(result: ToolResultBlockParam, path: string, scope: ConversationScope): ToolResult {
  const parts = parseBlocks(result.content).flatMap(
    (block, index) =>
      convertContentParts(block, `${path}.content.${index}`, scope) ?? convertUnknownBlock(block, scope),
  );
  const text = parts.map(formatPart).join('\n');
  const media = parts.filter(({ type }) => type !== 'text');
  const isError = result.is_error === true;
  return {
    type: 'tool_result',
    id: toolCallIdForUpstream(result.tool_use_id, scope.maxToolCallIdLength),
    text: isError ? markError(text) : text,
    media,
    inline: scope.mediaInResults && media.length > 0 ? convertInlineParts(parts, isError) : undefined,
    cacheBreakpoint: parseCacheBreakpoint(result, scope.profile),
    changes: scope.keepsToolChanges ? parseToolChanges(result) : [],
  };
}

function formatPart(part: ContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
      return '[image attached below]';
    case 'file':
      return '[document attached below]';
  }
}

function convertInlineParts(parts: readonly ContentPart[], isError: boolean): readonly ContentPart[] {
  const [first, ...others] = parts;
  if (!isError || first === undefined) return parts;
  return first.type === 'text'
    ? [{ ...first, text: markError(first.text) }, ...others]
    : [{ type: 'text', text: 'Error:' }, ...parts];
}

// The APIs have no flag for a failed call.
function markError(text: string): string {
  return /^(?:<tool_use_error>|Error)/.test(text) ? text : `Error: ${text}`;
}

function convertUnknownBlock(block: ContentBlockParam, { dropped }: ConversationScope): readonly ContentPart[] {
  const text = JSON.stringify(block);
  if (text.length < maxJsonLength) return [{ type: 'text', text }];
  dropped.add(`tool_result.${block.type}`);
  return [];
}

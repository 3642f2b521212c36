import type { ContentBlockParam, MessageParam } from '../../../protocol/anthropic/request.js';
import type { ChatContentPart } from '../../../protocol/openai/chat-request.js';
import { ApiError } from '../../../errors/api-error.js';
import { markLastPart } from './cache-control.js';
import type { RequestScope } from './request-scope.js';
import { stripBillingHeader } from '../../shared/billing-header.js';
import { parseBlocks } from '../../shared/blocks.js';
import { convertCacheControl } from './cache-control.js';
import { convertContentParts } from './content-parts.js';
import { collectTexts } from '../../shared/blocks.js';
import { convertToolResult, type ToolResult } from './tool-result.js';

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

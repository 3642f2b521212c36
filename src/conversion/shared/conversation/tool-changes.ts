import { isJsonObject } from '../../../common/json.js';
import type { ContentBlockParam, MessageParam, ToolParam } from '../../../protocol/anthropic/request.js';
import { parseBlocks } from '../blocks.js';

/** A tool that a conversation added or removed. */
export interface ToolChange {
  readonly name: string;
  readonly isRemoval: boolean;
  readonly definition?: ToolParam;
}

/** A change at a place in the conversation. */
export interface ConversationChange {
  readonly type: 'change';
  readonly tools: readonly ToolChange[];
  /** The reasoning effort from here on, as the client wrote it. */
  readonly effort?: unknown;
}

/** Lists, in order, the tools that tool searches loaded and system turns added or removed. */
export function collectToolChanges(messages: readonly MessageParam[]): readonly ToolChange[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : parseBlocks(content).flatMap(parseToolChanges),
  );
}

/** Lists the tools that a block added or removed. */
export function parseToolChanges(block: ContentBlockParam): readonly ToolChange[] {
  switch (block.type) {
    case 'tool_result':
      return typeof block.content === 'string' ? [] : parseBlocks(block.content).flatMap(parseToolChanges);
    case 'tool_search_tool_result':
      return isJsonObject(block.content) ? parseBlocks(block.content.tool_references).flatMap(parseToolChanges) : [];
    case 'tool_reference':
      return [{ name: block.tool_name, isRemoval: false }];
    case 'tool_addition':
    case 'tool_removal':
      return parseToolChange(block.tool, block.type === 'tool_removal');
    default:
      return [];
  }
}

function parseToolChange(tool: unknown, isRemoval: boolean): readonly ToolChange[] {
  if (!isJsonObject(tool)) return [];
  if (isTool(tool.definition)) return [{ name: tool.definition.name, isRemoval, definition: tool.definition }];
  return typeof tool.name === 'string' ? [{ name: tool.name, isRemoval }] : [];
}

function isTool(value: unknown): value is ToolParam {
  return isJsonObject(value) && typeof value.name === 'string';
}

import type { ContentBlockParam, MessageParam, ToolParam } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';
import { toBlocks } from './to-blocks.js';

/** A tool that a conversation made available, or took away. */
export interface ToolChange {
  readonly name: string;
  readonly isRemoval: boolean;
  readonly definition?: ToolParam;
}

/** Lists, in order, the tools that tool searches loaded and system turns added or removed. */
export function toToolChanges(messages: readonly MessageParam[]): readonly ToolChange[] {
  return messages.flatMap(({ content }) => (typeof content === 'string' ? [] : toBlocks(content).flatMap(toChanges)));
}

function toChanges(block: ContentBlockParam): readonly ToolChange[] {
  switch (block.type) {
    case 'tool_result':
      return typeof block.content === 'string' ? [] : toBlocks(block.content).flatMap(toChanges);
    case 'tool_search_tool_result':
      return isJsonObject(block.content) ? toBlocks(block.content.tool_references).flatMap(toChanges) : [];
    case 'tool_reference':
      return [{ name: block.tool_name, isRemoval: false }];
    case 'tool_addition':
    case 'tool_removal':
      return toChange(block.tool, block.type === 'tool_removal');
    default:
      return [];
  }
}

function toChange(tool: unknown, isRemoval: boolean): readonly ToolChange[] {
  if (!isJsonObject(tool)) return [];
  if (isTool(tool.definition)) return [{ name: tool.definition.name, isRemoval, definition: tool.definition }];
  return typeof tool.name === 'string' ? [{ name: tool.name, isRemoval }] : [];
}

function isTool(value: unknown): value is ToolParam {
  return isJsonObject(value) && typeof value.name === 'string';
}

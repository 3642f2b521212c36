import type { ContentBlockParam } from '../../protocol/anthropic/messages.js';
import { isServerToolBlock, toServerToolText } from '../request/to-server-tool-text.js';

/** What nobody knows reaches the model as JSON, unless it is mostly data. */
const MAX_UNKNOWN_LENGTH = 2048;

/** Lists the texts of a block itself, as far as a model gets to see them. */
export function toBlockTexts(block: ContentBlockParam): readonly string[] {
  return toValues(block).filter((value) => typeof value === 'string');
}

function toValues(block: ContentBlockParam): readonly unknown[] {
  switch (block.type) {
    case 'text':
      return [block.text];
    case 'thinking':
      return [block.thinking];
    case 'document':
      return [block.title, block.context, block.source?.type === 'text' && block.source.data];
    case 'search_result':
      return [block.title, block.source];
    case 'tool_use':
      return [block.name, JSON.stringify(block.input ?? {})];
    case 'tool_reference':
      return [`Tool ${block.tool_name} is now available.`];
    case 'compaction':
      return [block.content];
    case 'image':
    case 'tool_result':
    case 'redacted_thinking':
    case 'tool_addition':
    case 'tool_removal':
      return [];
    default:
      return [isServerToolBlock(block) ? toServerToolText(block) : toShortJson(block)];
  }
}

function toShortJson(block: unknown): string {
  const text = JSON.stringify(block);
  return text.length <= MAX_UNKNOWN_LENGTH ? text : '';
}

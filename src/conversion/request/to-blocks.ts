import type { ContentBlockParam } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';

/** Lists the blocks of a content, which may be a text, one block, or missing where no check has looked. */
export function toBlocks(content: unknown): readonly ContentBlockParam[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [content];
  return blocks.filter(isBlock);
}

function isBlock(value: unknown): value is ContentBlockParam {
  return isJsonObject(value) && typeof value.type === 'string';
}

import { ApiError } from '../../conversion/errors/api-error.js';
import { isJsonObject } from '../../conversion/is-json-object.js';
import { checkEach } from './check-each.js';

type Fields = Readonly<Record<string, unknown>>;

/** Refuses a block that lacks what makes it one; types that nobody knows are left to the conversion. */
export function checkContent(content: unknown, path: string): void {
  checkEach(content, path, checkBlock);
}

function checkBlock(block: Fields, path: string, index: number): void {
  switch (block['type']) {
    case 'text':
      if (typeof block['text'] !== 'string') throw missing(block, 'text', 'string', path, index);
      return;
    case 'image':
      if (!isJsonObject(block['source'])) throw missing(block, 'source', 'dictionary', path, index);
      return;
    case 'document':
      return checkDocument(block, path, index);
    case 'tool_result':
      if (typeof block['tool_use_id'] !== 'string') throw missing(block, 'tool_use_id', 'string', path, index);
      return checkContent(block['content'], `${path}.${index}.tool_result.content`);
    default:
      if (typeof block['type'] !== 'string') throw withoutType(block, path, index);
  }
}

function checkDocument(block: Fields, path: string, index: number): void {
  const { source } = block;
  if (!isJsonObject(source)) throw missing(block, 'source', 'dictionary', path, index);
  if (source['type'] === 'content') checkContent(source['content'], `${path}.${index}.document.source.content`);
}

function missing(block: Fields, field: string, kind: string, path: string, index: number): ApiError {
  const fault = block[field] == null ? 'Field required' : `Input should be a valid ${kind}`;
  return ApiError.invalidRequest(`${path}.${index}.${String(block['type'])}.${field}: ${fault}`);
}

function withoutType({ type }: Fields, path: string, index: number): ApiError {
  const fault = type == null ? 'Field required' : 'Input should be a valid string';
  return ApiError.invalidRequest(`${path}.${index}.type: ${fault}`);
}

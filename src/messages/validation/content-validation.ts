import { isJsonObject } from '../../common/json.js';
import { isAbsent } from '../../conversion/shared/blocks.js';
import { ApiError } from '../../errors/api-error.js';

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

/** Checks the objects of a list by their path; what is no list has been judged before. */
export function checkEach(
  list: unknown,
  path: string,
  check: (fields: Readonly<Record<string, unknown>>, path: string, index: number) => void,
): void {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    if (!isJsonObject(item)) throw ApiError.invalidRequest(`${path}.${index}: Input should be a valid dictionary`);
    check(item, path, index);
  }
}

type MessageFields = Readonly<Record<string, unknown>>;

const ROLES = new Set<unknown>(['user', 'assistant', 'system']);

/** Refuses a turn without a known role or without content. */
export function checkMessages(messages: unknown): void {
  checkEach(messages, 'messages', checkMessage);
}

function checkMessage({ role, content, output_config }: MessageFields, path: string, index: number): void {
  if (!ROLES.has(role)) {
    const fault = role == null ? 'Field required' : "Input should be 'user', 'assistant' or 'system'";
    throw ApiError.invalidRequest(`${path}.${index}.role: ${fault}`);
  }
  // A system turn may only set how the next turns are to be answered.
  if (typeof content === 'string' || (role === 'system' && content == null && !isAbsent(output_config))) return;
  if (!Array.isArray(content)) {
    const fault = content == null ? 'Field required' : 'Input should be a valid string or list';
    throw ApiError.invalidRequest(`${path}.${index}.content: ${fault}`);
  }
  checkContent(content, `${path}.${index}.content`);
}

import { ApiError } from '../conversion/errors/api-error.js';
import { isJsonObject } from '../conversion/is-json-object.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import { parseJson } from './parse-json.js';

/** Reads a whole answer. Throws ApiError when it is none. */
export function toCompletion(text: string): ChatCompletion {
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw ApiError.upstream('The upstream answered with something that is no chat completion; check OPENAI_BASE_URL');
}

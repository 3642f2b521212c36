import type { Readable } from 'node:stream';
import { ApiError } from '../conversion/errors/api-error.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import { ChatStreamReader } from './chat-stream-reader.js';
import { readBounded } from './read-bounded.js';

/** Largest JSON answer accepted, in bytes. */
const MAX_BODY = 64 * 1024 * 1024;

/** Reads a body of any kind as text. */
export const readBodyText = (body: Readable): Promise<string> => readBounded(body, MAX_BODY);

/** Reads a JSON answer. Throws ApiError when it is none. */
export async function readCompletion(body: Readable): Promise<ChatCompletion> {
  const text = await readBodyText(body);
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw ApiError.upstream('The upstream answered with something that is no chat completion; check OPENAI_BASE_URL');
  }
  // The JSON border: every field is optional, and the conversion checks what it reads.
  return value;
}

/** Reads a stream to its end; for an upstream that streams although it was not asked to. */
export async function readWholeStream(body: Readable): Promise<readonly ChatStreamItem[]> {
  const reader = new ChatStreamReader();
  const items: ChatStreamItem[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (const item of reader.push(chunk)) items.push(item);
    if (items.at(-1) === '[DONE]') return items;
  }
  return [...items, ...reader.end()];
}

/** Writes a whole answer as the stream that the client asked for. */
export function toStreamItems(completion: ChatCompletion): readonly ChatStreamItem[] {
  const choices = completion.choices?.map((choice) => choice && { ...choice, delta: choice.message ?? null });
  return [{ ...completion, ...(choices && { choices }) }, '[DONE]'];
}

/** Parses JSON, or gives the text back. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

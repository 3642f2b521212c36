import type { Readable } from 'node:stream';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { toCompletion } from './to-completion.js';
import type { UpstreamReply } from './upstream-reply.js';
import { MAX_BODY, WholeBody, tooLarge } from './whole-body.js';

/** How an event stream begins, whatever its content type says. */
const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Reads the answer to a request for no stream; some upstreams stream nevertheless. Throws ApiError when it is none. */
export async function readChatReply(body: Readable, isEventStream: boolean): Promise<UpstreamReply> {
  if (isEventStream) return { kind: 'stream', items: await readItems(body) };
  const text = await readBodyText(body);
  return EVENT_STREAM.test(text)
    ? { kind: 'stream', items: await readItems([Buffer.from(text)]) }
    : { kind: 'completion', completion: toCompletion(text) };
}

/** Reads a body of any kind as text. */
export async function readBodyText(body: Readable): Promise<string> {
  const whole = new WholeBody();
  for await (const bytes of body as AsyncIterable<Buffer>) whole.push(bytes);
  return whole.toText();
}

/** The end mark ends a stream, even where the upstream leaves its connection open. */
async function readItems(body: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<readonly ChatStreamItem[]> {
  const reader = new ChatAnswerReader();
  const items: ChatStreamItem[] = [];
  let size = 0;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > MAX_BODY) throw tooLarge();
    for (const item of reader.push(bytes)) items.push(item);
    if (items.at(-1) === '[DONE]') return items;
  }
  return [...items, ...reader.end()];
}

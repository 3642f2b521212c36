import { isJsonObject } from '../common/json.js';
import { ApiError } from '../errors/api-error.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import { BufferedBody, GZIP_MAGIC, MAX_BODY, parseJson, tooLarge } from './buffered-body.js';
import { ChatStreamReader } from './chat-stream-reader.js';

/** How an event stream begins, whatever its content type says. */
const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Reads the answer to a request for no stream; some upstreams stream nevertheless. */
export class ChatResponseReader {
  private readonly reader: CollectedStreamReader | BufferedResponseReader;

  constructor(isEventStream: boolean) {
    this.reader = isEventStream ? new CollectedStreamReader() : new BufferedResponseReader();
  }

  /** Takes what one socket read brought; returns the answer when it is complete. Throws ApiError when it is none. */
  push(bytes: Buffer): UpstreamResponse | undefined {
    return this.reader.push(bytes);
  }

  end(): UpstreamResponse {
    return this.reader.end();
  }
}

class BufferedResponseReader {
  private readonly body = new BufferedBody();

  push(bytes: Buffer): undefined {
    this.body.push(bytes);
  }

  end(): UpstreamResponse {
    const text = this.body.toText();
    if (!EVENT_STREAM.test(text)) return { kind: 'completion', completion: parseCompletion(text) };
    const reader = new CollectedStreamReader();
    return reader.push(Buffer.from(text)) ?? reader.end();
  }
}

/** The end mark ends a stream, even where the upstream leaves its connection open. */
class CollectedStreamReader {
  private readonly reader = new ChatStreamingResponseReader();
  private readonly items: ChatStreamItem[] = [];
  private size = 0;

  push(bytes: Buffer): UpstreamResponse | undefined {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw tooLarge();
    for (const item of this.reader.push(bytes)) this.items.push(item);
    return this.items.at(-1) === '[DONE]' ? this.toReply() : undefined;
  }

  end(): UpstreamResponse {
    for (const item of this.reader.end()) this.items.push(item);
    return this.toReply();
  }

  private toReply(): UpstreamResponse {
    return { kind: 'stream', items: this.items };
  }
}

interface ResponseReader {
  push(bytes: Buffer): readonly ChatStreamItem[];
  end(): readonly ChatStreamItem[];
}

/** White space, and the bytes of a byte order mark. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPENING_BRACE = 0x7b;

/**
 * Reads the answer to a request for a stream. Some upstreams answer it whole, and content types are not to be relied on:
 * an event stream never begins with a brace, a completion always does.
 */
export class ChatStreamingResponseReader implements ResponseReader {
  private reader: ResponseReader | undefined;
  /** Bytes since the last item: comments, blanks, or what a small compressed body was blown up to. */
  private idleBytes = 0;

  /** Takes what one socket read brought. Throws ApiError when it cannot be an answer. */
  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.reader ??= pickReader(bytes);
    const items = this.reader?.push(bytes) ?? [];
    this.idleBytes = items.length > 0 ? 0 : this.idleBytes + bytes.length;
    if (this.idleBytes > MAX_BODY) throw ApiError.upstream('The upstream sent 64 MiB without an event in them');
    return items;
  }

  end(): readonly ChatStreamItem[] {
    return (this.reader ?? new ChatStreamReader()).end();
  }
}

function pickReader(bytes: Buffer): ResponseReader | undefined {
  const first = bytes.find((byte) => !BLANK.has(byte));
  if (first === undefined) return undefined;
  if (first === GZIP_MAGIC) return new BufferedStreamReader(readAnswer);
  return first === OPENING_BRACE
    ? new BufferedStreamReader((text) => toStreamItems(parseCompletion(text)))
    : new ChatStreamReader();
}

/** Reads an answer whose items can be told only when all of it is there. */
class BufferedStreamReader implements ResponseReader {
  private readonly body = new BufferedBody();

  constructor(private readonly toItems: (text: string) => readonly ChatStreamItem[]) {}

  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.body.push(bytes);
    return [];
  }

  end(): readonly ChatStreamItem[] {
    return this.toItems(this.body.toText());
  }
}

/** Reads what was compressed although no header said so, whatever kind of answer it is. */
function readAnswer(text: string): readonly ChatStreamItem[] {
  const reader = new ChatStreamingResponseReader();
  const items = reader.push(Buffer.from(text));
  return [...items, ...reader.end()];
}

/** Writes a whole answer as the stream that was asked for. */
function toStreamItems(completion: ChatCompletion): readonly ChatStreamItem[] {
  const { choices, error } = completion;
  if (error != null) return [{ error }];
  if (!Array.isArray(choices) || choices.every((choice) => choice == null)) {
    throw ApiError.upstream('The upstream answered without any choice');
  }
  const deltas = completion.choices?.map((choice) => choice && { ...choice, delta: choice.message ?? null }) ?? [];
  return [{ ...completion, choices: deltas }, '[DONE]'];
}

/** What the upstream answered to a request that asked for no stream: some stream nevertheless. */
export type UpstreamResponse =
  | { readonly kind: 'completion'; readonly completion: ChatCompletion }
  | { readonly kind: 'stream'; readonly items: readonly ChatStreamItem[] };

/** Reads a whole answer. Throws ApiError when it is none. */
function parseCompletion(text: string): ChatCompletion {
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw ApiError.upstream('The upstream answered with something that is no chat completion; check OPENAI_BASE_URL');
}

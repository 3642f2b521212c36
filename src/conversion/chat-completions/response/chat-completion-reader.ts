import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ChatCompletion } from '../../../protocol/openai/chat-completion.js';
import {
  BufferedBody,
  GZIP_MAGIC,
  MAX_BODY,
  bodyTooLargeError,
  parseJsonOrText,
} from '../../shared/response-body/buffered-body.js';
import type { ResponseReader } from '../../shared/response-body/response-reader.js';
import { ChatStreamReader, parseModel } from './chat-stream-reader.js';

/** The response to a request without `stream`: a completion, or the items of a stream that was not requested. */
export type ChatResponse = ChatCompletion | readonly ChatStreamItem[];

/** How an event stream begins, whatever its content type says. */
const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Reads the response to a request without `stream`; some upstreams stream nevertheless. */
export class ChatResponseReader implements ResponseReader<ChatResponse> {
  private readonly reader: CollectedStreamReader | CompletionReader;

  constructor(isEventStream: boolean) {
    this.reader = isEventStream ? new CollectedStreamReader() : new CompletionReader();
  }

  get model(): string | undefined {
    return this.reader.model;
  }

  /** Returns the response once it is complete. Throws ApiError when it is not one. */
  push(bytes: Buffer): ChatResponse | undefined {
    return this.reader.push(bytes);
  }

  end(): ChatResponse {
    return this.reader.end();
  }
}

class CompletionReader implements ResponseReader<ChatResponse> {
  model: string | undefined;
  private readonly body = new BufferedBody();

  push(bytes: Buffer): undefined {
    this.body.push(bytes);
  }

  end(): ChatResponse {
    const text = this.body.readText();
    if (EVENT_STREAM.test(text)) return this.readEventStream(text);
    const completion = parseCompletion(text);
    this.model = parseModel(completion);
    return completion;
  }

  private readEventStream(text: string): ChatResponse {
    const reader = new CollectedStreamReader();
    const response = reader.push(Buffer.from(text)) ?? reader.end();
    this.model = reader.model;
    return response;
  }
}

/** Ends with the `[DONE]` mark, even if the upstream leaves its connection open. */
class CollectedStreamReader implements ResponseReader<ChatResponse> {
  private readonly reader = new ChatStreamingResponseReader();
  private readonly items: ChatStreamItem[] = [];
  private size = 0;

  get model(): string | undefined {
    return this.reader.model;
  }

  push(bytes: Buffer): ChatResponse | undefined {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw bodyTooLargeError();
    for (const item of this.reader.push(bytes)) this.items.push(item);
    return this.items.at(-1) === '[DONE]' ? this.items : undefined;
  }

  end(): ChatResponse {
    for (const item of this.reader.end()) this.items.push(item);
    return this.items;
  }
}

interface ChatItemReader extends ResponseReader<readonly ChatStreamItem[]> {
  push(bytes: Buffer): readonly ChatStreamItem[];
  end(): readonly ChatStreamItem[];
}

/** White space, and the bytes of a byte order mark. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPENING_BRACE = 0x7b;

/**
 * Reads the response to a request with `stream`. Some upstreams do not stream it, and content types are unreliable: an
 * event stream never begins with a brace, a completion always does.
 */
export class ChatStreamingResponseReader implements ChatItemReader {
  private reader: ChatItemReader | undefined;
  /** Bytes since the last item: comments, blanks, or what a small compressed body expanded to. */
  private idleBytes = 0;

  get model(): string | undefined {
    return this.reader?.model;
  }

  /** Throws ApiError when the bytes cannot be a response. */
  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.reader ??= createReader(bytes);
    const items = this.reader?.push(bytes) ?? [];
    this.idleBytes = items.length > 0 ? 0 : this.idleBytes + bytes.length;
    if (this.idleBytes > MAX_BODY) throw ApiError.upstream('The upstream sent 64 MiB without an event in them');
    return items;
  }

  end(): readonly ChatStreamItem[] {
    return (this.reader ?? new ChatStreamReader()).end();
  }
}

function createReader(bytes: Buffer): ChatItemReader | undefined {
  const first = bytes.find((byte) => !BLANK.has(byte));
  if (first === undefined) return undefined;
  if (first === GZIP_MAGIC) return new BufferedItemReader(parseAnyBody);
  return first === OPENING_BRACE
    ? new BufferedItemReader((text) => convertToStreamItems(parseCompletion(text)))
    : new ChatStreamReader();
}

/** Reads a response whose items are known only when all of it has arrived. */
class BufferedItemReader implements ChatItemReader {
  model: string | undefined;
  private readonly body = new BufferedBody();

  constructor(private readonly parseItems: (text: string) => readonly ChatStreamItem[]) {}

  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.body.push(bytes);
    return [];
  }

  end(): readonly ChatStreamItem[] {
    const items = this.parseItems(this.body.readText());
    this.model = items.map(parseModel).find((model) => model !== undefined);
    return items;
  }
}

/** Reads a body that was compressed although no header said so, whether it is a completion or a stream. */
function parseAnyBody(text: string): readonly ChatStreamItem[] {
  const reader = new ChatStreamingResponseReader();
  const items = reader.push(Buffer.from(text));
  return [...items, ...reader.end()];
}

/** Converts a completion to the stream that was requested. */
function convertToStreamItems(completion: ChatCompletion): readonly ChatStreamItem[] {
  const { choices, error } = completion;
  if (error != null) return [{ error }];
  if (!Array.isArray(choices) || choices.every((choice) => choice == null)) {
    throw ApiError.upstream('The upstream responded without any choice');
  }
  const deltas = completion.choices?.map((choice) => choice && { ...choice, delta: choice.message ?? null }) ?? [];
  return [{ ...completion, choices: deltas }, '[DONE]'];
}

/** Throws ApiError when the text is not a completion. */
function parseCompletion(text: string): ChatCompletion {
  const value = parseJsonOrText(text);
  if (isJsonObject(value)) return value;
  throw ApiError.upstream('The upstream responded with something that is not a chat completion; check OPENAI_BASE_URL');
}

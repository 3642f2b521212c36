import { ApiError } from '../conversion/errors/api-error.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import { ChatStreamReader } from './chat-stream-reader.js';
import { toCompletion } from './to-completion.js';
import { GZIP_MAGIC, MAX_BODY, WholeBody } from './whole-body.js';

interface AnswerReader {
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
export class ChatAnswerReader implements AnswerReader {
  private reader: AnswerReader | undefined;
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

function pickReader(bytes: Buffer): AnswerReader | undefined {
  const first = bytes.find((byte) => !BLANK.has(byte));
  if (first === undefined) return undefined;
  if (first === GZIP_MAGIC) return new WholeAnswerReader(readAnswer);
  return first === OPENING_BRACE
    ? new WholeAnswerReader((text) => toStreamItems(toCompletion(text)))
    : new ChatStreamReader();
}

/** Reads an answer whose items can be told only when all of it is there. */
class WholeAnswerReader implements AnswerReader {
  private readonly body = new WholeBody();

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
  const reader = new ChatAnswerReader();
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

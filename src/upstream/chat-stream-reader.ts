import { ApiError } from '../errors/api-error.js';
import type { ChatChunk, ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import { ServerSentEventParser } from './sse-parser.js';

/** One broken event may be an upstream's hiccup; so many in a row are not a chat stream. */
const MAX_MALFORMED_IN_A_ROW = 3;

/** Reads a Chat Completions stream: bytes in, the items that each read completed out. */
export class ChatStreamReader {
  private readonly parser = new ServerSentEventParser((data, eventName) => this.read(data, eventName));
  private items: ChatStreamItem[] = [];
  private malformedInARow = 0;
  private hasItems = false;

  /** Takes what one socket read brought. Throws ApiError when it cannot be a chat stream. */
  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.parser.push(bytes);
    return this.take();
  }

  /** Throws ApiError when there was no event at all: a web page, for instance, or JSON that is not named as such. */
  end(): readonly ChatStreamItem[] {
    this.parser.end();
    const items = this.take();
    if (!this.hasItems) {
      throw ApiError.upstream('The upstream answered without any event of a chat stream; check OPENAI_BASE_URL');
    }
    return items;
  }

  private take(): readonly ChatStreamItem[] {
    const { items } = this;
    this.items = [];
    this.hasItems ||= items.length > 0;
    return items;
  }

  private read(data: string, eventName: string): void {
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      this.items.push('[DONE]');
      return;
    }
    const chunk = parseChunk(data);
    if (chunk === undefined) return this.countMalformed();
    this.malformedInARow = 0;
    // Some upstreams name an error only in the event's name.
    this.items.push(eventName === 'error' && chunk.error == null ? { error: chunk } : chunk);
  }

  private countMalformed(): void {
    this.malformedInARow += 1;
    if (this.malformedInARow < MAX_MALFORMED_IN_A_ROW) return;
    const message = 'The upstream sent a stream that is not made of JSON events; check OPENAI_BASE_URL';
    if (this.items.length === 0) throw ApiError.upstream(message);
    // What the same read brought before it still belongs to the reply, as it does where the reads are smaller.
    this.items.push({ error: { message } });
  }
}

function parseChunk(data: string): ChatChunk | undefined {
  try {
    const value: unknown = JSON.parse(data);
    // The JSON border: every field of a chunk is optional, and the conversion checks what it reads.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

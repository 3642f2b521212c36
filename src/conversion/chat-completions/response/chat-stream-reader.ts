import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ChatChunk, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ResponseReader } from '../../shared/response-body/response-reader.js';
import { ServerSentEventParser } from '../../shared/response-body/sse-parser.js';

/** A single malformed event is skipped. After this many in a row, the body is not a chat stream. */
const MAX_MALFORMED_IN_A_ROW = 3;

/** Reads a Chat Completions stream. Returns the items that each socket read completes. */
export class ChatStreamReader implements ResponseReader<readonly ChatStreamItem[]> {
  model: string | undefined;
  private readonly parser = new ServerSentEventParser((data, eventName) => this.readEvent(data, eventName));
  private items: ChatStreamItem[] = [];
  private malformedInARow = 0;
  private hasItems = false;

  /** Throws ApiError when the bytes cannot be a chat stream. */
  push(bytes: Buffer): readonly ChatStreamItem[] {
    this.parser.push(bytes);
    return this.flush();
  }

  /** Throws ApiError when there was no event: the body is a web page, for instance. */
  end(): readonly ChatStreamItem[] {
    this.parser.end();
    const items = this.flush();
    if (!this.hasItems) {
      throw ApiError.upstream('The upstream responded without any event of a chat stream; check OPENAI_BASE_URL');
    }
    return items;
  }

  private flush(): readonly ChatStreamItem[] {
    const { items } = this;
    this.items = [];
    this.hasItems ||= items.length > 0;
    return items;
  }

  private readEvent(data: string, eventName: string): void {
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      this.items.push('[DONE]');
      return;
    }
    const chunk = parseChunk(data);
    if (chunk === undefined) return this.countMalformed();
    this.malformedInARow = 0;
    this.model ??= parseModel(chunk);
    // Some upstreams report an error by the name of the event only.
    this.items.push(eventName === 'error' && chunk.error == null ? { error: chunk } : chunk);
  }

  private countMalformed(): void {
    this.malformedInARow += 1;
    if (this.malformedInARow < MAX_MALFORMED_IN_A_ROW) return;
    const message = 'The upstream sent a stream that is not made of JSON events; check OPENAI_BASE_URL';
    if (this.items.length === 0) throw ApiError.upstream(message);
    // Earlier items of the same read still belong to the response, as they do when they arrive in reads of their own.
    this.items.push({ error: { message } });
  }
}

function parseChunk(data: string): ChatChunk | undefined {
  try {
    const value: unknown = JSON.parse(data);
    // The JSON boundary: every field of a chunk is optional, and the conversion checks what it reads.
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the name of the model that responds, which nearly every upstream repeats in each piece of its response. */
export function parseModel(piece: unknown): string | undefined {
  const model = isJsonObject(piece) ? piece['model'] : undefined;
  return typeof model === 'string' ? model : undefined;
}

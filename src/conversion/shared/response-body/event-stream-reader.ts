import { parseJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseFormat } from './response-format.js';
import type { ResponseReader } from './response-reader.js';
import { ServerSentEventParser } from './sse-parser.js';

const OPENING_TAG = 0x3c;

/** A single malformed event is skipped. After this many in a row, the body is not a stream of this API. */
const MAX_MALFORMED_IN_A_ROW = 3;

/** Reads an event stream. Returns the items that each socket read completes. */
export class EventStreamReader<Item, Body> implements ResponseReader<readonly Item[]> {
  model: string | undefined;
  private readonly parser = new ServerSentEventParser((data, eventName) => this.readEvent(data, eventName));
  private items: Item[] = [];
  private malformedInARow = 0;
  private hasItems = false;
  /** The body is a web page. */
  private isMarkup: boolean | undefined;

  constructor(private readonly format: ResponseFormat<Item, Body>) {}

  get heldBytes(): number {
    return this.parser.heldBytes;
  }

  /** Throws an ApiError if the bytes cannot be a stream of this API. */
  push(bytes: Buffer): readonly Item[] {
    this.isMarkup ??= bytes[0] === OPENING_TAG;
    this.parser.push(bytes);
    return this.flush();
  }

  /** Throws an ApiError if there was no event: the body is a web page, for instance. */
  end(): readonly Item[] {
    this.parser.end();
    const items = this.flush();
    if (this.hasItems) return items;
    throw this.createMissingError();
  }

  private createMissingError(): ApiError {
    const message = `The upstream responded without any event of ${this.format.streamName}; check OPENAI_BASE_URL`;
    return this.isMarkup ? ApiError.otherApi(message) : ApiError.upstream(message);
  }

  private flush(): readonly Item[] {
    const { items } = this;
    this.items = [];
    this.hasItems ||= items.length > 0;
    return items;
  }

  private readEvent(data: string, eventName: string): void {
    if (this.readData(data, eventName)) return;
    const recovered = splitEvents(data).filter((piece) => this.readData(piece, eventName));
    if (recovered.length === 0) this.countMalformed();
  }

  /** Returns false if the data is not an event. */
  private readData(data: string, eventName: string): boolean {
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      this.items.push(this.format.doneItem);
      return true;
    }
    const event = parseJsonObject(data);
    if (event === undefined) return false;
    this.malformedInARow = 0;
    const item = this.format.parseItem(event, eventName);
    this.model ??= this.format.findModel(item);
    this.items.push(item);
    return true;
  }

  private countMalformed(): void {
    this.malformedInARow += 1;
    if (this.malformedInARow < MAX_MALFORMED_IN_A_ROW) return;
    const message = 'The upstream sent a stream that is not made of JSON events; check OPENAI_BASE_URL';
    if (this.items.length === 0) throw ApiError.upstream(message);
    // Earlier items of the same read still belong to the response, as they do when they arrive in reads of their own.
    this.items.push(this.format.createErrorItem(message));
  }
}

/** Some upstreams leave out the blank line between events, or start an event in the middle of the one before. */
function splitEvents(data: string): readonly string[] {
  const pieces = data.replaceAll('data: {', '\n{').split('\n');
  return pieces.length > 1 ? pieces : [];
}

import { BodyLimit, BufferedBody, parseWholeResponse } from './buffered-body.js';
import type { ResponseFormat } from './response-format.js';
import type { ResponseReader } from './response-reader.js';
import { StreamedResponseReader } from './streamed-response-reader.js';

/** A whole response, or the items of a stream that was not requested. */
export type WholeResponse<Item, Body> = Body | readonly Item[];

/** How an event stream begins, whatever its content type says. */
const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Reads the response to a request without `stream`; some upstreams stream nevertheless. */
export class WholeResponseReader<Item, Body> implements ResponseReader<WholeResponse<Item, Body>> {
  private readonly reader: CollectedStreamReader<Item, Body> | BodyReader<Item, Body>;

  constructor(format: ResponseFormat<Item, Body>, isEventStream: boolean) {
    this.reader = isEventStream ? new CollectedStreamReader(format) : new BodyReader(format);
  }

  get model(): string | undefined {
    return this.reader.model;
  }

  get heldBytes(): number {
    return this.reader.heldBytes;
  }

  /** Returns the response once it is complete. Throws an ApiError if it is not one. */
  push(bytes: Buffer): WholeResponse<Item, Body> | undefined {
    return this.reader.push(bytes);
  }

  end(): WholeResponse<Item, Body> {
    return this.reader.end();
  }
}

class BodyReader<Item, Body> implements ResponseReader<WholeResponse<Item, Body>> {
  model: string | undefined;
  private readonly body = new BufferedBody();

  constructor(private readonly format: ResponseFormat<Item, Body>) {}

  get heldBytes(): number {
    return this.body.heldBytes;
  }

  push(bytes: Buffer): undefined {
    this.body.push(bytes);
  }

  end(): WholeResponse<Item, Body> {
    const text = this.body.readText();
    if (EVENT_STREAM.test(text)) return this.readEventStream(text);
    const body = parseWholeResponse(text, this.format);
    this.model = this.format.findModel(body);
    return body;
  }

  private readEventStream(text: string): WholeResponse<Item, Body> {
    const reader = new CollectedStreamReader(this.format);
    const response = reader.push(Buffer.from(text)) ?? reader.end();
    this.model = reader.model;
    return response;
  }
}

/** Ends with the last item, even if the upstream leaves its connection open. */
class CollectedStreamReader<Item, Body> implements ResponseReader<WholeResponse<Item, Body>> {
  private readonly reader: StreamedResponseReader<Item, Body>;
  private readonly items: Item[] = [];
  private readonly limit = new BodyLimit();

  constructor(private readonly format: ResponseFormat<Item, Body>) {
    this.reader = new StreamedResponseReader(format);
  }

  get model(): string | undefined {
    return this.reader.model;
  }

  get heldBytes(): number {
    return this.limit.heldBytes;
  }

  push(bytes: Buffer): WholeResponse<Item, Body> | undefined {
    this.limit.add(bytes);
    for (const item of this.reader.push(bytes)) this.items.push(item);
    const last = this.items.at(-1);
    return last !== undefined && this.format.isLast(last) ? this.items : undefined;
  }

  end(): WholeResponse<Item, Body> {
    for (const item of this.reader.end()) this.items.push(item);
    return this.items;
  }
}

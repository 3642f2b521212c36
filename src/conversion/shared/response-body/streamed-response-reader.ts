import { OPEN_BRACE } from '../../../common/json-characters.js';
import { ApiError } from '../../../errors/api-error.js';
import { BufferedBody, GZIP_MAGIC, parseWholeResponse } from './buffered-body.js';
import { EventStreamReader } from './event-stream-reader.js';
import type { ResponseFormat } from './response-format.js';
import type { ResponseReader } from './response-reader.js';

interface ItemReader<Item> extends ResponseReader<readonly Item[]> {
  push(bytes: Buffer): readonly Item[];
  end(): readonly Item[];
}

/** White space, and the bytes of a byte order mark. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
/** The maximum size (bytes) of comments and blanks without an event in them. */
const MAX_IDLE = 64 * 1024 * 1024;

/**
 * Reads the response to a request with `stream`. Some upstreams do not stream it, and content types are unreliable: an
 * event stream never begins with a brace, a whole response always does.
 */
export class StreamedResponseReader<Item, Body> implements ItemReader<Item> {
  private reader: ItemReader<Item> | undefined;
  /** Bytes since the last item: comments, blanks, or what a small compressed body expanded to. */
  private idleBytes = 0;

  constructor(
    private readonly format: ResponseFormat<Item, Body>,
    /** What looks like gzip is not decompressed again. */
    private readonly isDecompressed = false,
  ) {}

  get model(): string | undefined {
    return this.reader?.model;
  }

  get heldBytes(): number {
    return this.reader?.heldBytes ?? 0;
  }

  /** Throws an ApiError if the bytes cannot be a response. */
  push(bytes: Buffer): readonly Item[] {
    this.reader ??= this.createReader(bytes);
    const items = this.reader?.push(bytes) ?? [];
    this.idleBytes = items.length > 0 ? 0 : this.idleBytes + bytes.length;
    if (this.idleBytes > MAX_IDLE) throw ApiError.upstream('The upstream sent 64 MiB without an event in them');
    return items;
  }

  end(): readonly Item[] {
    return (this.reader ?? new EventStreamReader(this.format)).end();
  }

  private createReader(bytes: Buffer): ItemReader<Item> | undefined {
    const { format } = this;
    const first = bytes.find((byte) => !BLANK.has(byte));
    if (first === undefined) return undefined;
    if (first === GZIP_MAGIC && !this.isDecompressed)
      return new BufferedItemReader(format, (text) => this.readDecompressed(text));
    return first === OPEN_BRACE
      ? new BufferedItemReader(format, (text) => format.convertToItems(parseWholeResponse(text, format)))
      : new EventStreamReader(format);
  }

  /** Reads a body that was compressed although no header said so, whether it is whole or a stream. */
  private readDecompressed(text: string): readonly Item[] {
    const reader = new StreamedResponseReader(this.format, true);
    const items = reader.push(Buffer.from(text));
    return [...items, ...reader.end()];
  }
}

/** Reads a response whose items are known only when all of it has arrived. */
class BufferedItemReader<Item, Body> implements ItemReader<Item> {
  model: string | undefined;
  private readonly body = new BufferedBody();

  constructor(
    private readonly format: ResponseFormat<Item, Body>,
    private readonly parseItems: (text: string) => readonly Item[],
  ) {}

  get heldBytes(): number {
    return this.body.heldBytes;
  }

  push(bytes: Buffer): readonly Item[] {
    this.body.push(bytes);
    return [];
  }

  end(): readonly Item[] {
    const items = this.parseItems(this.body.readText());
    this.model = items.map((item) => this.format.findModel(item)).find((model) => model !== undefined);
    return items;
  }
}

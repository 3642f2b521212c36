import { gunzipSync } from 'node:zlib';
import { isJsonObject } from '../../../common/json.js';
import { JsonSize, MAX_JSON_VALUES } from '../../../common/json-size.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseFormat } from './response-format.js';

/** The maximum size (bytes) of a body that is buffered: a hundred times the longest response of a model. */
export const MAX_BODY = 16 * 1024 * 1024;

const MIB = 1024 * 1024;

/** The first byte of gzip; no text begins with it. */
export const GZIP_MAGIC = 0x1f;

/** Limits the size of a body that is kept until its end, as text or parsed. */
export class BodyLimit {
  private readonly size = new JsonSize();

  constructor(private readonly maxSize = MAX_BODY) {}

  /** What the body takes in memory once it is parsed, in bytes. */
  get heldBytes(): number {
    return this.size.memoryOf();
  }

  /** Throws an ApiError (502) if the body is too large to be buffered or parsed. */
  add(bytes: Buffer): void {
    this.size.accept(bytes);
    if (this.size.length > this.maxSize) {
      throw ApiError.upstream(`The response of the upstream is larger than ${this.maxSize / MIB} MiB`);
    }
    if (!this.size.hasTooManyValues) return;
    throw ApiError.upstream(`The response of the upstream has more than ${MAX_JSON_VALUES} JSON values`);
  }
}

/** Buffers a body up to a maximum size. */
export class BufferedBody {
  private readonly chunks: Buffer[] = [];
  private readonly limit: BodyLimit;

  constructor(private readonly maxSize = MAX_BODY) {
    this.limit = new BodyLimit(maxSize);
  }

  get heldBytes(): number {
    return this.limit.heldBytes;
  }

  /** Throws an ApiError (502) if the body is too large. */
  push(bytes: Buffer): void {
    this.limit.add(bytes);
    this.chunks.push(bytes);
  }

  /** Decodes the body. Throws the errors of zlib. */
  readText(): string {
    return this.readBytes().toString('utf8');
  }

  /** Some upstreams compress the body without a content-encoding header. Throws the errors of zlib. */
  readBytes(): Buffer {
    const bytes = Buffer.concat(this.chunks);
    return isGzip(bytes) ? this.decompress(bytes) : bytes;
  }

  private decompress(bytes: Buffer): Buffer {
    const text = gunzipSync(bytes, { maxOutputLength: this.maxSize });
    new BodyLimit(this.maxSize).add(text);
    return text;
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === GZIP_MAGIC && bytes[1] === 0x8b;

/** Parses JSON; any other text is returned unchanged. */
export function parseJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const MARKUP = /^\s*</;

/** Parses a whole response. Throws an ApiError if the text is not one. */
export function parseWholeResponse<Item, Body>(text: string, format: ResponseFormat<Item, Body>): Body {
  const value = parseJsonOrText(text);
  if (isJsonObject(value)) return format.parseBody(value);
  const message = `The upstream responded with something that is not ${format.bodyName}; check OPENAI_BASE_URL`;
  throw MARKUP.test(text) ? ApiError.otherApi(message) : ApiError.upstream(message);
}

import { gunzipSync } from 'node:zlib';
import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseFormat } from './response-format.js';

/** The maximum size of a buffered body, in bytes. */
export const MAX_BODY = 64 * 1024 * 1024;

/** The first byte of gzip; no text begins with it. */
export const GZIP_MAGIC = 0x1f;

/** The error for a response that is too large to buffer. */
export const bodyTooLargeError = (): ApiError =>
  ApiError.upstream('The response of the upstream is larger than 64 MiB');

/** Buffers a body up to a maximum size. */
export class BufferedBody {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  push(bytes: Buffer): void {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw bodyTooLargeError();
    this.chunks.push(bytes);
  }

  /** Decodes the body. Some upstreams compress it without a content-encoding header. Throws the errors of zlib. */
  readText(): string {
    const bytes = Buffer.concat(this.chunks);
    const text = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_BODY }) : bytes;
    return text.toString('utf8');
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

/** Parses a whole response. Throws ApiError when the text is not one. */
export function parseWholeResponse<Item, Body>(text: string, format: ResponseFormat<Item, Body>): Body {
  const value = parseJsonOrText(text);
  if (isJsonObject(value)) return format.parseBody(value);
  throw ApiError.upstream(
    `The upstream responded with something that is not ${format.bodyName}; check OPENAI_BASE_URL`,
  );
}

import { gunzipSync } from 'node:zlib';
import { ApiError } from '../errors/api-error.js';

/** Largest body that is read whole, in bytes. */
export const MAX_BODY = 64 * 1024 * 1024;

/** The first byte of what gzip wrote; no text begins with it. */
export const GZIP_MAGIC = 0x1f;

/** Refuses an answer that is not to be held. */
export const tooLarge = (): ApiError => ApiError.upstream('The answer of the upstream is larger than 64 MiB');

/** Gathers a body; one that is too large is refused, not held. */
export class BufferedBody {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  push(bytes: Buffer): void {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw tooLarge();
    this.chunks.push(bytes);
  }

  /** Some upstreams compress without being asked and without saying so. Throws what zlib throws when that is broken. */
  toText(): string {
    const bytes = Buffer.concat(this.chunks);
    const text = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_BODY }) : bytes;
    return text.toString('utf8');
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === GZIP_MAGIC && bytes[1] === 0x8b;

/** Parses JSON, or gives the text back. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

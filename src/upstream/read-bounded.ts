import type { Readable } from 'node:stream';
import { ApiError } from '../conversion/errors/api-error.js';

/** Reads a whole body as text; one over `limit` bytes is refused, not held. */
export async function readBounded(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw ApiError.upstream(`The upstream's answer is larger than ${limit / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Pausable } from '../request-context/execution-state.js';
import type { BodyReader } from './http-call.js';

const SYNC_FLUSH = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

/** Creates the decoder for a content encoding. Some upstreams compress although the request does not accept it. */
export function createDecoder(encoding: string | undefined): Transform | undefined {
  switch (encoding?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(SYNC_FLUSH);
    case 'deflate':
      return createInflate(SYNC_FLUSH);
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** Decompresses a body for its reader. When paused, the decoder fills up and then pauses the source. */
export class ResponseDecoder implements BodyReader, Pausable {
  constructor(
    private readonly decoder: Transform,
    private readonly source: Pausable,
    private readonly reader: BodyReader,
  ) {
    decoder.on('data', (bytes: Buffer) => reader.push(bytes));
    decoder.on('end', () => reader.end());
    decoder.on('error', (error) => reader.fail(error));
    decoder.on('drain', () => source.resume());
  }

  push(bytes: Buffer): void {
    if (!this.decoder.write(bytes)) this.source.pause();
  }

  end(): void {
    this.decoder.end();
  }

  fail(error: Error): void {
    this.decoder.destroy();
    this.reader.fail(error);
  }

  discard(): void {
    this.decoder.destroy();
  }

  pause(): void {
    this.decoder.pause();
  }

  resume(): void {
    this.decoder.resume();
  }
}

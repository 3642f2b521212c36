import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const SYNC_FLUSH = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

/** Undoes a compression that the upstream chose although none was asked for. */
export function decodedBody(body: Readable, encoding: string | undefined): Readable {
  const decoder = toDecoder(encoding?.toLowerCase());
  // A failure of either side destroys both; the reader of the decoder sees it.
  return decoder ? pipeline(body, decoder, () => undefined) : body;
}

function toDecoder(encoding: string | undefined): (NodeJS.ReadWriteStream & Readable) | undefined {
  switch (encoding) {
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

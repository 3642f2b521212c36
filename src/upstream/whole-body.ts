import { ApiError } from '../conversion/errors/api-error.js';

/** Largest body that is read whole, in bytes. */
const MAX_BODY = 64 * 1024 * 1024;

/** Gathers a body; one that is too large is refused, not held. */
export class WholeBody {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  push(bytes: Buffer): void {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw ApiError.upstream('The answer of the upstream is larger than 64 MiB');
    this.chunks.push(bytes);
  }

  toText(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

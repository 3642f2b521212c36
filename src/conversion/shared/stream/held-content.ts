import { ApiError } from '../../../errors/api-error.js';

/** The maximum size of what one response holds, in UTF-16 code units: several times the longest output of any model. */
export const MAX_HELD_CONTENT = 8 * 1024 * 1024;
/** What an object that is held costs in addition to its text, in the same unit. */
export const HELD_OBJECT = 128;

/**
 * Counts what a streamed response holds until it ends: arguments of tool calls, text that waits for a call to be complete.
 * Text that is forwarded at once does not count.
 */
export class HeldContent {
  private total = 0;

  get size(): number {
    return this.total;
  }

  /** Throws an ApiError (502) if the limit is exceeded: the upstream sends a response that does not end. */
  add(size: number): void {
    this.total += size;
    if (this.total > MAX_HELD_CONTENT) {
      throw ApiError.upstream(
        'The upstream sent more tool arguments or held text than the proxy keeps for one response',
      );
    }
  }
}

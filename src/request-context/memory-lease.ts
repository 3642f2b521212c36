/**
 * What a request holds in memory: its body, the part of an upstream response that is not forwarded yet, the content that
 * waits for the end of a stream, and output that waits for a slow client.
 */
export type HeldMemory = 'request' | 'response' | 'content' | 'output';

/** The share of the process's memory budget that one request holds, until it ends. */
export interface MemoryLease {
  /**
   * Sets how many bytes of one kind the request holds. Throws an ApiError if the budget of the process is exhausted: 529 for
   * the body of a request, 502 for anything else.
   */
  hold(kind: HeldMemory, bytes: number): void;
  release(): void;
}

/** For requests that are not limited. */
export const unlimitedMemory: MemoryLease = { hold: () => undefined, release: () => undefined };

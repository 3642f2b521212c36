import type { ApiError } from '../errors/api-error.js';

/** How a request ended. */
export type EndedBy = 'done' | 'client_left' | 'upstream_failed' | 'timeout' | 'rejected' | 'shutdown' | 'failed';

interface Ending {
  readonly failure: ApiError | undefined;
  readonly upstreamCalls: number;
}

/** Resolves how a request ended from the error that the client received and whether the response was complete. */
export function resolveEndedBy({ failure, upstreamCalls }: Ending, isComplete: boolean): EndedBy {
  if (failure?.extras.isShutdown) return 'shutdown';
  if (!isComplete) return 'client_left';
  if (!failure) return 'done';
  if (failure.type === 'timeout_error') return 'timeout';
  if (failure.status === 500 && failure.extras.upstreamStatus === undefined) return 'failed';
  return upstreamCalls > 0 ? 'upstream_failed' : 'rejected';
}

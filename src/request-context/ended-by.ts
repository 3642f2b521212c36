import type { ApiError } from '../errors/api-error.js';

/** Why a request was over. */
export type EndedBy = 'done' | 'client_left' | 'upstream_failed' | 'timeout' | 'rejected' | 'shutdown' | 'failed';

interface Ending {
  readonly failure: ApiError | undefined;
  readonly upstreamCalls: number;
}

/** Tells who or what ended a request, from what the client was told and whether it was there to hear it. */
export function resolveEndedBy({ failure, upstreamCalls }: Ending, isComplete: boolean): EndedBy {
  if (failure?.extras.isShutdown) return 'shutdown';
  if (!isComplete) return 'client_left';
  if (!failure) return 'done';
  if (failure.type === 'timeout_error') return 'timeout';
  if (failure.status === 500 && failure.extras.upstreamStatus === undefined) return 'failed';
  return upstreamCalls > 0 ? 'upstream_failed' : 'rejected';
}

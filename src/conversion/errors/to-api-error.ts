import type { ApiError } from './api-error.js';
import { judgeFailure } from './judge-failure.js';
import { readErrorBody } from './read-error-body.js';
import { toUpstreamReplyHeaders } from './to-upstream-reply-headers.js';
import type { UpstreamErrorContext, UpstreamHeaders } from './upstream-error-context.js';

/** What the HTTP reply of a failed call adds to the context. */
export interface UpstreamReplyContext extends UpstreamErrorContext {
  readonly headers: UpstreamHeaders;
  readonly now: Date;
}

/** Converts an upstream's HTTP error; the body is parsed JSON or text. */
export function toApiError(status: number, body: unknown, context: UpstreamReplyContext): ApiError {
  const failure = readErrorBody(body);
  return judgeFailure(failure, status, context, {
    failure,
    headers: toUpstreamReplyHeaders(context.headers, context.now),
    upstreamStatus: status,
  });
}

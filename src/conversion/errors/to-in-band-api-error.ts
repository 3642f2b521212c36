import type { ApiError } from './api-error.js';
import { judgeFailure } from './judge-failure.js';
import { type UpstreamFailure, readErrorBody } from './read-error-body.js';
import type { UpstreamErrorContext } from './upstream-error-context.js';

/** Names of errors that stand for a status, compared without case, `_`, `-` and blanks. */
const STATUS_BY_NAME: readonly (readonly [RegExp, number])[] = [
  [/ratelimit|toomanyrequests|resourceexhausted/, 429],
  [/overloaded|unavailable/, 503],
  [/timeout|timedout|deadlineexceeded/, 504],
  [/authentication|unauthorized|invalidapikey/, 401],
  [/permission|forbidden/, 403],
  [/notfound/, 404],
  [/invalidrequest|badrequest|invalidargument/, 400],
];

/** Converts an error reported inside a reply of status 200: the `error` of a chunk or of a body, or the whole body. */
export function toInBandApiError(error: unknown, context: UpstreamErrorContext): ApiError {
  const failure = readErrorBody(error);
  return judgeFailure(failure, failure.status ?? statusByName(failure), context, { failure });
}

function statusByName({ names }: UpstreamFailure): number | undefined {
  const plain = names.map((name) => name.replace(/[_\s-]/g, ''));
  return STATUS_BY_NAME.find(([pattern]) => plain.some((name) => pattern.test(name)))?.[1];
}

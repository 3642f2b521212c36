import type { ErrorBody, ErrorType } from '../protocol/anthropic/errors.js';
import type { UpstreamErrorBody } from './error-body.js';

/** What a failure carries beside its type and message. */
export interface ApiErrorExtras {
  /** Headers of the reply to the client. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Status that the upstream answered, for the access log. */
  readonly upstreamStatus?: number;
  /** The proxy itself is about to end. */
  readonly isShutdown?: true;
  /** There was no connection, or it broke. */
  readonly isDisconnected?: true;
  /** What the upstream said, from which the proxy may learn how to ask; no client sees it. */
  readonly failure?: UpstreamErrorBody;
}

/** A failure as the client will see it. Thrown where found; becomes JSON in the exception filter, or an `error` event. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: ErrorType,
    message: string,
    readonly extras: ApiErrorExtras = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  static invalidRequest(message: string): ApiError {
    return new ApiError(400, 'invalid_request_error', message);
  }

  static authentication(message: string): ApiError {
    return new ApiError(401, 'authentication_error', message);
  }

  static notFound(message: string): ApiError {
    return new ApiError(404, 'not_found_error', message);
  }

  static tooLarge(message: string): ApiError {
    return new ApiError(413, 'request_too_large', message);
  }

  static timeout(message: string): ApiError {
    return new ApiError(504, 'timeout_error', message);
  }

  static upstream(message: string): ApiError {
    return new ApiError(502, 'api_error', message);
  }

  static internal(): ApiError {
    return new ApiError(500, 'api_error', 'Internal error of the proxy; see its log for this request-id');
  }

  static crashed(): ApiError {
    return new ApiError(500, 'api_error', 'The proxy has failed and is restarting; send the request again');
  }

  static shuttingDown(): ApiError {
    return new ApiError(529, 'overloaded_error', 'The proxy is shutting down; send the request again', {
      headers: { 'retry-after': '1' },
      isShutdown: true,
    });
  }

  static overloaded(message: string): ApiError {
    return new ApiError(529, 'overloaded_error', message);
  }

  /** The envelope of a reply body and of an `error` event. */
  toBody(requestId: string): ErrorBody {
    const { details } = this.extras;
    return {
      type: 'error',
      error: { type: this.type, message: this.message, ...(details && { details }) },
      request_id: requestId,
    };
  }
}

import type { ErrorBody, ErrorType } from '../protocol/anthropic/errors.js';
import type { UpstreamErrorBody } from './error-body.js';

/** Optional properties of an ApiError. */
export interface ApiErrorExtras {
  /** Headers of the response to the client. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  /** The status code that the upstream returned, for the access log. */
  readonly upstreamStatus?: number;
  /** The request failed because the proxy is shutting down. */
  readonly isShutdown?: true;
  /** The connection to the upstream could not be established, or it broke. */
  readonly isDisconnected?: true;
  /** The response is not of the API that was called: it is a web page, or a response of another API. */
  readonly isOtherApi?: true;
  /** The upstream took longer than the timeout, which can be due to the request. */
  readonly isTooSlow?: true;
  /** The parsed error of the upstream, which decides about adaptive retries. Never sent to the client. */
  readonly upstreamError?: UpstreamErrorBody;
}

/**
 * An error as the client receives it. Throw it where the error is detected: the exception filter converts it to JSON,
 * or to an `error` event when the response has started.
 */
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
    return new ApiError(401, 'authentication_error', message, { headers: { 'x-should-retry': 'false' } });
  }

  static notFound(message: string): ApiError {
    return new ApiError(404, 'not_found_error', message);
  }

  static unsupportedEncoding(): ApiError {
    const message = 'Compressed request bodies are not supported; send the body without content-encoding';
    return new ApiError(415, 'invalid_request_error', message);
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

  /** The upstream's response is not of the API that was called. */
  static otherApi(message: string): ApiError {
    return new ApiError(502, 'api_error', message, { isOtherApi: true });
  }

  static internal(): ApiError {
    return new ApiError(500, 'api_error', 'Internal error of the proxy; see its log for this request-id');
  }

  static crashed(): ApiError {
    return new ApiError(500, 'api_error', 'The proxy crashed and is restarting; retry the request');
  }

  static shuttingDown(): ApiError {
    return new ApiError(529, 'overloaded_error', 'The proxy is shutting down; retry the request', {
      headers: { 'retry-after': '1' },
      isShutdown: true,
    });
  }

  static overloaded(message: string): ApiError {
    return new ApiError(529, 'overloaded_error', message);
  }

  /** Builds the body of an error response, which is also the data of an `error` event. */
  buildBody(requestId: string): ErrorBody {
    const { details } = this.extras;
    return {
      type: 'error',
      error: { type: this.type, message: this.message, ...(details && { details }) },
      request_id: requestId,
    };
  }
}

import { isNativeError } from 'node:util/types';
import { BufferedBody, parseJsonOrText } from '../conversion/shared/response-body/buffered-body.js';
import type { Conversion } from '../conversion/conversion.js';
import { ApiError } from '../errors/api-error.js';
import { classifyErrorResponse } from '../errors/error-classification.js';
import type { UpstreamErrorContext } from '../errors/error-classification.js';
import { classifyTransportError } from '../errors/transport-error.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { BodyReader, ResponseHead } from './http-call.js';
import type { Upstream } from './upstream.js';

/** The maximum size (bytes) of the body of an error: its message is shortened to 2 kB. */
const MAX_ERROR_BODY = 1024 * 1024;

/** The converted request, its context, and the upstream to send it to. */
export interface CallTarget {
  readonly conversion: Conversion;
  readonly context: RequestContext;
  readonly upstream: Upstream;
}

/** Reads the body of an error response and reports it as an ApiError. */
export class ErrorResponseReader implements BodyReader {
  private readonly body = new BufferedBody(MAX_ERROR_BODY);
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly head: ResponseHead,
    private readonly target: CallTarget,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const { timeoutMs } = target.upstream;
    // A slow body may never exceed the idle timeout, so the total time is limited as well.
    this.deadline = setTimeout(() => this.fail(responseTimeoutError(timeoutMs)), timeoutMs);
  }

  push(bytes: Buffer): void {
    try {
      this.body.push(bytes);
      this.target.context.state.memory.hold('response', this.body.heldBytes);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    try {
      const { headers, statusCode } = this.head;
      const { conversion, context, upstream } = this.target;
      const errorContext = { ...createErrorContext(context, upstream), headers, now: new Date() };
      const body = parseJsonOrText(this.body.readText());
      const error = conversion.classifyErrorResponse?.(statusCode, body, errorContext);
      this.fail(error ?? classifyErrorResponse(statusCode, body, errorContext));
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    clearTimeout(this.deadline);
    this.onFailure(error);
  }
}

/** Creates the context for the classification of an upstream error. */
export function createErrorContext(context: RequestContext, upstream: Upstream): UpstreamErrorContext {
  const { caller } = context.head;
  const { contextWindow } = context.state;
  const callerKey = upstream.usesCallerKey ? caller?.apiKey : undefined;
  return {
    isProxyKey: !upstream.usesCallerKey || (caller?.usesProxyKey ?? true),
    requestedModel: context.record.model ?? '',
    estimatedInputTokens: () => context.state.estimateInputTokens(),
    inputScale: context.state.inputScale,
    ...(contextWindow !== undefined && { contextWindow }),
    confidential: callerKey ? [...upstream.confidential, callerKey] : upstream.confidential,
  };
}

/** Converts any error of a call to an ApiError. */
export function createCallError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return classifyTransportError(isNativeError(error) && 'code' in error ? String(error.code) : undefined);
}

/** The error for a response that is not complete after `timeoutMs`. */
export const responseTimeoutError = (timeoutMs: number): ApiError =>
  new ApiError(
    504,
    'timeout_error',
    `The upstream did not complete its response within ${timeoutMs / 1000} s; stream the response, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
    { isTooSlow: true },
  );

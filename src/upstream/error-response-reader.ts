import { classifyErrorResponse } from '../errors/error-classification.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { ResponseHead, BodyReader } from './http-call.js';
import { responseTimeoutError } from './call-error.js';
import { createErrorContext } from './error-context.js';
import type { Upstream } from './upstream.js';
import { BufferedBody, parseJsonOrText } from '../conversion/shared/response-body/buffered-body.js';

/** Reads the body of an error response and reports it as an ApiError. */
export class ErrorResponseReader implements BodyReader {
  private readonly body = new BufferedBody();
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly head: ResponseHead,
    private readonly context: RequestContext,
    private readonly upstream: Upstream,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const { timeoutMs } = upstream;
    // A body that trickles in never exceeds the idle timeout, so an error body has a total one.
    this.deadline = setTimeout(() => this.fail(responseTimeoutError(timeoutMs)), timeoutMs);
  }

  push(bytes: Buffer): void {
    try {
      this.body.push(bytes);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    try {
      const { headers, statusCode } = this.head;
      const about = { ...createErrorContext(this.context, this.upstream), headers, now: new Date() };
      this.fail(classifyErrorResponse(statusCode, parseJsonOrText(this.body.readText()), about));
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    clearTimeout(this.deadline);
    this.onFailure(error);
  }
}

import { toApiError } from '../conversion/errors/to-api-error.js';
import type { RequestContext } from '../http/request-context.js';
import type { AnswerHead, BodyReader } from './incoming-answer.js';
import { parseJson } from './parse-json.js';
import { lateAnswer } from './to-call-error.js';
import { toUpstreamErrorContext } from './to-upstream-error-context.js';
import type { Upstream } from './upstream.js';
import { WholeBody } from './whole-body.js';

/** Reads the words of a refusal or a failure, and tells of them as an ApiError. */
export class FailureReader implements BodyReader {
  private readonly body = new WholeBody();
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly head: AnswerHead,
    private readonly context: RequestContext,
    private readonly upstream: Upstream,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const { timeoutMs } = upstream;
    // What drips is never silent for long, and the words of a failure are not worth the wait.
    this.deadline = setTimeout(() => this.fail(lateAnswer(timeoutMs)), timeoutMs);
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
      const about = { ...toUpstreamErrorContext(this.context, this.upstream), headers, now: new Date() };
      this.fail(toApiError(statusCode, parseJson(this.body.toText()), about));
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    clearTimeout(this.deadline);
    this.onFailure(error);
  }
}

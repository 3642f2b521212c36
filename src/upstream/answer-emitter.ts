import type { Subscriber } from 'rxjs';
import type { BodyReader } from './incoming-answer.js';
import { toCallError } from './to-call-error.js';

/** Makes of the pieces of a body what is to be emitted; may throw ApiError. */
export interface AnswerReader<Answer> {
  push(bytes: Buffer): Answer | undefined;
  end(): Answer | undefined;
}

/** Emits what a reader makes of a body. */
export class AnswerEmitter<Answer> implements BodyReader {
  constructor(
    private readonly reader: AnswerReader<Answer>,
    private readonly subscriber: Subscriber<Answer>,
    private readonly emit: (answer: Answer) => void,
  ) {}

  push(bytes: Buffer): void {
    try {
      this.take(this.reader.push(bytes));
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    try {
      this.take(this.reader.end());
      this.subscriber.complete();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.subscriber.error(toCallError(error));
  }

  private take(answer: Answer | undefined): void {
    if (answer !== undefined && !this.subscriber.closed) this.emit(answer);
  }
}

import type { Subscriber } from 'rxjs';
import type { BodyReader } from './http-call.js';
import { createCallError } from './call-error.js';

/** Makes of the pieces of a body what is to be emitted; may throw ApiError. */
export interface ResponseReader<Answer> {
  push(bytes: Buffer): Answer | undefined;
  end(): Answer | undefined;
}

/** Emits what a reader makes of a body. */
export class ResponseEmitter<Answer> implements BodyReader {
  constructor(
    private readonly reader: ResponseReader<Answer>,
    private readonly subscriber: Subscriber<Answer>,
    private readonly emit: (response: Answer) => void,
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
    this.subscriber.error(createCallError(error));
  }

  private take(response: Answer | undefined): void {
    if (response !== undefined && !this.subscriber.closed) this.emit(response);
  }
}

import type { Subscriber } from 'rxjs';
import type { ResponseReader } from '../conversion/shared/response-body/response-reader.js';
import type { BodyReader } from './http-call.js';
import type { MemoryLease } from '../request-context/memory-lease.js';
import { createCallError } from './error-response-reader.js';

/** Passes the bytes of a body to a ResponseReader and emits the values that it returns. */
export class ResponseEmitter<Value> implements BodyReader {
  constructor(
    private readonly reader: ResponseReader<Value>,
    private readonly memory: MemoryLease,
    private readonly subscriber: Subscriber<Value>,
    private readonly emit: (value: Value, model: string | undefined) => void,
  ) {}

  push(bytes: Buffer): void {
    try {
      const value = this.reader.push(bytes);
      this.memory.hold('response', this.reader.heldBytes);
      this.emitValue(value);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    try {
      this.emitValue(this.reader.end());
      this.subscriber.complete();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.subscriber.error(createCallError(error));
  }

  private emitValue(value: Value | undefined): void {
    if (value !== undefined && !this.subscriber.closed) this.emit(value, this.reader.model);
  }
}

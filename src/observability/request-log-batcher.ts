import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { RequestRecord } from '../request-context/request-record.js';
import { describeError } from '../common/error-description.js';
import type { RequestObserver } from '../request-context/request-observers.js';
import { RequestObservers } from '../request-context/request-observers.js';

/** The number of requests that are logged and counted together. */
const BATCH_SIZE = 32;
/** The longest time (ms) that an ended request waits for its batch. */
const MAX_DELAY = 100;

type RecordWriter = (record: RequestRecord) => void;

/**
 * Passes ended requests to the access log and the metrics in batches. In a batch, logging and counting takes a quarter of
 * the CPU time that it takes between other work; see docs/performance.md.
 */
@Injectable()
export class RequestLogBatcher implements RequestObserver, OnApplicationShutdown {
  private readonly logger = new Logger(RequestLogBatcher.name);
  private readonly writers: RecordWriter[] = [];
  private pending: RequestRecord[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(observers: RequestObservers) {
    observers.add(this);
  }

  /** Adds a function that is called with every request, at most 100 ms after its end. */
  add(writer: RecordWriter): void {
    this.writers.push(writer);
  }

  onEnd(record: RequestRecord): void {
    this.pending.push(record);
    if (this.pending.length >= BATCH_SIZE) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), MAX_DELAY).unref();
  }

  /** Passes on pending requests at once: before metrics are read, and at shutdown. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const records = this.pending;
    this.pending = [];
    for (const writer of this.writers) for (const record of records) this.write(writer, record);
  }

  onApplicationShutdown(): void {
    this.flush();
  }

  private write(writer: RecordWriter, record: RequestRecord): void {
    try {
      writer(record);
    } catch (error) {
      this.logger.error(describeError(error));
    }
  }
}

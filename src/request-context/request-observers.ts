import { Injectable, Logger } from '@nestjs/common';
import type { RequestRecord } from './request-record.js';
import { describeError } from '../common/error-description.js';
import type { RequestObserver, UpstreamCallRecord } from './request-observer.js';

/** Notifies all observers; one that throws affects neither the request nor the other observers. */
@Injectable()
export class RequestObservers implements Required<RequestObserver> {
  private readonly logger = new Logger(RequestObservers.name);
  private readonly observers: RequestObserver[] = [];

  add(observer: RequestObserver): void {
    this.observers.push(observer);
  }

  onStart(record: RequestRecord): void {
    this.notify((observer) => observer.onStart?.(record));
  }

  onUpstreamCall(record: RequestRecord, call: UpstreamCallRecord): void {
    this.notify((observer) => observer.onUpstreamCall?.(record, call));
  }

  onUpstreamEnd(record: RequestRecord, call: UpstreamCallRecord): void {
    this.notify((observer) => observer.onUpstreamEnd?.(record, call));
  }

  onFallback(record: RequestRecord): void {
    this.notify((observer) => observer.onFallback?.(record));
  }

  onFirstToken(record: RequestRecord): void {
    this.notify((observer) => observer.onFirstToken?.(record));
  }

  onEnd(record: RequestRecord): void {
    this.notify((observer) => observer.onEnd?.(record));
  }

  private notify(call: (observer: RequestObserver) => void): void {
    for (const observer of this.observers) {
      try {
        call(observer);
      } catch (error) {
        this.logger.error(describeError(error));
      }
    }
  }
}

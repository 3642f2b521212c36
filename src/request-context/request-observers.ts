import { Injectable, Logger } from '@nestjs/common';
import { describeError } from '../common/error-description.js';
import type { RequestRecord } from './request-record.js';

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

/** One call to the upstream; a request may need several. */
export interface UpstreamCallRecord {
  readonly startedAt: number;
  readonly url: URL;
  /** Headers that observers add to the call, such as a trace context. */
  readonly headers: Record<string, string>;
  /** The upstream's status; absent until the response arrives. */
  status?: number;
}

/**
 * Observes every request: the access log, metrics, traces and a platform's accounting are observers. Each method runs at
 * most a few times per request, never per event. It must not throw and cannot change the response.
 */
export interface RequestObserver {
  /** The request headers have arrived. */
  onStart?(record: RequestRecord): void;
  onUpstreamCall?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The response to a call is complete, or the call was aborted. */
  onUpstreamEnd?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The recorded upstream cannot serve the request; the next one is tried. */
  onFallback?(record: RequestRecord): void;
  /** The first token is sent to the client. */
  onFirstToken?(record: RequestRecord): void;
  /** The request ended, also if the client disconnected; called exactly once. */
  onEnd?(record: RequestRecord): void;
}

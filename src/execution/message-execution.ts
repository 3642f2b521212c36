import type { Observable } from 'rxjs';
import type { Conversion } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { Upstream } from '../upstream/upstream.js';

/** One request on its way to an answer: what stays the same over all tries and all upstreams. */
export interface MessageExecution<Answer> {
  readonly request: CreateMessageRequest;
  readonly context: RequestContext;
  /** Asks an upstream once. */
  readonly send: (conversion: Conversion, upstream: Upstream) => Observable<Answer>;
}

import type { Observable } from 'rxjs';
import type { Conversion } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { Upstream } from '../upstream/upstream.js';

/** One request being served: what stays the same over all attempts and upstreams. */
export interface MessageExecution<Answer> {
  readonly request: CreateMessageRequest;
  readonly context: RequestContext;
  /** Sends one request to an upstream. */
  readonly send: (conversion: Conversion, upstream: Upstream) => Observable<Answer>;
}

import type { Observable } from 'rxjs';
import type { Exchange } from '../conversion/exchange.js';
import type { RequestContext } from '../http/request-context.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import type { Upstream } from '../upstream/upstream.js';

/** One request on its way to an answer: what stays the same over all tries and all upstreams. */
export interface Errand<Answer> {
  readonly request: CreateMessageRequest;
  readonly context: RequestContext;
  /** Asks an upstream once. */
  readonly ask: (exchange: Exchange, upstream: Upstream) => Observable<Answer>;
}

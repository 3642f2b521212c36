import type { RequestHead } from '../../src/request-context/request-head.js';

/** The head of a Messages request without any optional header. */
export const aRequestHead = (changes: Partial<RequestHead> = {}): RequestHead => ({
  requestId: 'req_1',
  clientRequestId: undefined,
  sessionId: undefined,
  headers: {},
  method: 'POST',
  query: '',
  route: '/v1/messages',
  isProxied: true,
  traceparent: undefined,
  tracestate: undefined,
  caller: undefined,
  ...changes,
});

import type { Dispatcher } from 'undici';
import { EnvHttpProxyAgent } from 'undici';
import { pauseKeptConnections } from './pause-kept-connections.js';

/** Injection token of the undici dispatcher that reaches the upstream. */
export const UPSTREAM_DISPATCHER = Symbol('UPSTREAM_DISPATCHER');

/** Time (ms) to reach the upstream: a host that answers at all does so within seconds. */
const CONNECT_TIMEOUT = 10_000;
/** An idle connection is kept this long (ms), below the usual 60 s of load balancers. */
const KEEP_ALIVE = 30_000;

/** Makes the pool of keep-alive connections; honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export function createUpstreamDispatcher(): Dispatcher {
  const agent = new EnvHttpProxyAgent({
    connect: { timeout: CONNECT_TIMEOUT },
    keepAliveTimeout: KEEP_ALIVE,
    allowH2: false,
  });
  return agent.compose(pauseKeptConnections);
}

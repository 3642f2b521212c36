import type { Dispatcher } from 'undici';
import { Agent, EnvHttpProxyAgent } from 'undici';
import { usesHttpProxy } from '../../config/hosts.js';
import { pauseOnlyChunkedResponses } from './pausable-connections.js';
import { retryStaleConnections, trackConnectionUse } from './stale-connection-retry.js';

/** Injection token of the undici dispatcher that reaches the upstream. */
export const UPSTREAM_DISPATCHER = Symbol('UPSTREAM_DISPATCHER');

/** Connect timeout (ms): a reachable host accepts a connection within seconds. */
const CONNECT_TIMEOUT = 10_000;
/** An idle connection is kept this long (ms), below the usual 60 s of load balancers. */
const KEEP_ALIVE = 30_000;
/** Upper bound (ms) of a keep-alive time that the upstream announces: NAT tables expire sooner. */
const LONGEST_KEEP_ALIVE = 300_000;
/** Connections are replaced at this age (ms), even if they are never idle, so that DNS changes take effect. */
const CONNECTION_LIFETIME = 300_000;
/**
 * Not limited: a stream occupies its connection for minutes, and a queued request would wait as long.
 * CLAUDE_PROXY_MAX_CONCURRENCY rejects excess requests instead.
 */
const CONNECTIONS = null;
/** One request at a time per connection: a response would wait for the previous one. */
const PIPELINING = 1;

/** Creates the pool of keep-alive connections; honors HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export function createUpstreamDispatcher(): Dispatcher {
  const settings = {
    connect: { timeout: CONNECT_TIMEOUT },
    keepAliveTimeout: KEEP_ALIVE,
    keepAliveMaxTimeout: LONGEST_KEEP_ALIVE,
    clientTtl: CONNECTION_LIFETIME,
    connections: CONNECTIONS,
    allowH2: false,
  };
  // EnvHttpProxyAgent parses the upstream's URL for each request: see docs/performance.md#optimizations.
  const Pools = usesHttpProxy() ? EnvHttpProxyAgent : Agent;
  // With `pipelining: 0`, undici does not reuse connections.
  const withoutKeepAlive = new Pools({ ...settings, pipelining: 0 }).compose(pauseOnlyChunkedResponses);
  const keepAlive = new Pools({ ...settings, pipelining: PIPELINING });
  onDestroy(keepAlive, trackConnectionUse());
  return keepAlive.compose(pauseOnlyChunkedResponses, retryStaleConnections(withoutKeepAlive));
}

/** Calls `stop` once, when the dispatcher is destroyed. undici has no event or hook for this. */
function onDestroy(dispatcher: Dispatcher, stop: () => void): void {
  const destroy = dispatcher.destroy.bind(dispatcher);
  dispatcher.destroy = (): Promise<void> => {
    dispatcher.destroy = destroy;
    stop();
    return destroy();
  };
}

import type { ProxyOptions } from '../../src/config/proxy-options.js';

/** Options for a test: loopback, any free port, silent, fixed key, quick to end. */
export const testOptions = (overrides: Partial<ProxyOptions>): ProxyOptions => ({
  upstreamKey: 'sk-upstream',
  proxyKeys: [],
  baseUrl: new URL('http://127.0.0.1:9/v1'),
  upstreamHeaders: {},
  bigModel: 'gpt-4o',
  smallModel: 'gpt-4o-mini',
  modelMap: [],
  modelOverrides: [],
  upstreams: [],
  routes: [],
  host: '127.0.0.1',
  port: 0,
  logLevel: 'critical',
  requestTimeoutMs: 10_000,
  maxRetries: 0,
  pingIntervalMs: 15_000,
  bodyLimit: 32 * 1024 * 1024,
  workers: 1,
  shutdownDelayMs: 0,
  drainTimeoutMs: 5_000,
  readinessUpstream: false,
  apiDocs: false,
  ...overrides,
});

import type { ProviderName } from '../providers/registry.js';
import type { Environment } from './environment.js';
import type { LogLevel } from './log-level.js';
import { noRoutes, type Routes } from './routes/routes-file.js';
import { parseApiKeyList } from './api-key-list.js';
import { parseModelMap, type ModelRule } from './model-map.js';
import type { TracesExporter } from './traces-exporters.js';
import { parseUpstreamHeaders } from './upstream-headers.js';

/** Everything that the proxy can be told, parsed. */
export interface ProxyOptions extends Routes {
  /** The provider's key (fixed mode); absent, without proxy keys: each client's own key is passed through. */
  readonly upstreamKey?: string;
  /** The keys that clients may present; empty in passthrough mode, and when the proxy is open to all. */
  readonly proxyKeys: readonly string[];
  readonly baseUrl: URL;
  readonly provider?: ProviderName;
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  readonly bigModel: string;
  readonly smallModel: string;
  readonly modelMap: readonly ModelRule[];
  readonly maxOutputTokens?: number;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly requestTimeoutMs: number;
  /** Retries of a request that found the provider busy or not to be reached. */
  readonly maxRetries: number;
  readonly pingIntervalMs: number;
  readonly bodyLimit: number;
  /** How many requests are served at a time; absent: as many as come. */
  readonly maxConcurrency?: number;
  /** The rate limit of each caller; absent: none. */
  readonly requestsPerMinute?: number;
  /** Where all replicas count for the rate limit together; absent: each process counts by itself. */
  readonly redisUrl?: URL;
  readonly workers: number;
  readonly shutdownDelayMs: number;
  readonly drainTimeoutMs: number;
  /** Where the metrics are served instead of beside the API. */
  readonly metricsPort?: number;
  /** Whether the service is ready only while an upstream can be reached. */
  readonly readinessUpstream: boolean;
  /** Whether people can read the API at /docs. */
  readonly apiDocs: boolean;
  /** Where traces of requests go; absent or empty: nowhere. */
  readonly tracesExporters?: readonly TracesExporter[];
}

/** Injects the ProxyOptions. */
export const PROXY_OPTIONS = Symbol('PROXY_OPTIONS');

/** Parses a validated environment, and adds what the routes file holds. */
export function createProxyOptions(environment: Environment, routes = noRoutes): ProxyOptions {
  return {
    ...routes,
    ...toKeyOptions(environment, routes),
    ...parseUpstreamEntries(environment),
    ...toModelOptions(environment),
    ...toServerOptions(environment),
    ...toOperationsOptions(environment),
    ...toLimitOptions(environment),
  };
}

/** Upstreams beside the default one are paid by the proxy: then its own keys count, whatever the default one takes. */
function toKeyOptions(
  { OPENAI_API_KEY: upstreamKey, CLAUDE_PROXY_AUTH_KEY: list = '' }: Environment,
  { upstreams }: Routes,
) {
  if (upstreamKey === undefined && upstreams.length === 0) return { proxyKeys: [] };
  return { ...(upstreamKey !== undefined && { upstreamKey }), proxyKeys: parseApiKeyList(list) };
}

function parseUpstreamEntries(environment: Environment) {
  const provider = environment.CLAUDE_PROXY_PROVIDER;
  return {
    baseUrl: new URL(environment.OPENAI_BASE_URL),
    ...(provider && { provider }),
    upstreamHeaders: parseUpstreamHeaders(environment.CLAUDE_PROXY_UPSTREAM_HEADERS ?? '{}') ?? {},
    requestTimeoutMs: toMilliseconds(environment.CLAUDE_PROXY_REQUEST_TIMEOUT),
    maxRetries: environment.CLAUDE_PROXY_MAX_RETRIES,
  };
}

function toModelOptions(environment: Environment) {
  const maxOutputTokens = environment.CLAUDE_PROXY_MAX_OUTPUT_TOKENS;
  return {
    bigModel: environment.CLAUDE_PROXY_BIG_MODEL,
    smallModel: environment.CLAUDE_PROXY_SMALL_MODEL,
    modelMap: parseModelMap(environment.CLAUDE_PROXY_MODEL_MAP ?? '') ?? [],
    ...(maxOutputTokens && { maxOutputTokens }),
  };
}

function toServerOptions(environment: Environment) {
  return {
    host: environment.CLAUDE_PROXY_HOST,
    port: environment.CLAUDE_PROXY_PORT,
    logLevel: environment.CLAUDE_PROXY_LOG_LEVEL,
    pingIntervalMs: toMilliseconds(environment.CLAUDE_PROXY_PING_INTERVAL),
    bodyLimit: environment.CLAUDE_PROXY_BODY_LIMIT,
    shutdownDelayMs: toMilliseconds(environment.CLAUDE_PROXY_SHUTDOWN_DELAY),
    drainTimeoutMs: toMilliseconds(environment.CLAUDE_PROXY_DRAIN_TIMEOUT),
  };
}

function toOperationsOptions(environment: Environment) {
  const metricsPort = environment.CLAUDE_PROXY_METRICS_PORT;
  return {
    ...(metricsPort !== undefined && { metricsPort }),
    readinessUpstream: environment.CLAUDE_PROXY_READINESS_UPSTREAM,
    apiDocs: environment.CLAUDE_PROXY_API_DOCS,
  };
}

function toLimitOptions(environment: Environment) {
  const maxConcurrency = environment.CLAUDE_PROXY_MAX_CONCURRENCY;
  const requestsPerMinute = environment.CLAUDE_PROXY_REQUESTS_PER_MINUTE;
  const redisUrl = environment.CLAUDE_PROXY_REDIS_URL;
  return {
    ...(maxConcurrency && { maxConcurrency }),
    ...(requestsPerMinute && { requestsPerMinute }),
    ...(redisUrl && { redisUrl: new URL(redisUrl) }),
    workers: environment.CLAUDE_PROXY_WORKERS,
  };
}

function toMilliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
}

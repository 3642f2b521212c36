import { parseBaseUrl } from './base-url.js';
import type { ProviderName } from '../providers/registry.js';
import type { ApiSetting } from '../providers/upstream-api-choice.js';
import type { Environment } from './environment.js';
import type { LogLevel } from './log-level.js';
import { noRoutes, type Routes } from './routes/routes-file.js';
import { parseApiKeyList } from './variables/variable-parsers.js';
import { parseModelMap, type ModelRule } from './variables/variable-parsers.js';
import type { TracesExporter } from './variables/variable-parsers.js';
import { parseUpstreamHeaders } from './variables/variable-parsers.js';

/** All options of the proxy, parsed and validated. */
export interface ProxyOptions extends Routes {
  /** The provider's key (fixed mode). Without it and without proxy keys, each client's own key is forwarded. */
  readonly upstreamKey?: string;
  /** The keys that clients may send; empty in passthrough mode and when the proxy accepts every client. */
  readonly proxyKeys: readonly string[];
  readonly baseUrl: URL;
  /** The API that requests are converted to; absent: chosen by the provider and the model. */
  readonly api?: ApiSetting;
  readonly provider?: ProviderName;
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  readonly bigModel: string;
  readonly smallModel: string;
  /** Those of the two models that are not configured: they are OpenAI's, and do not apply to Messages upstreams. */
  readonly defaultModels?: readonly string[];
  readonly modelMap: readonly ModelRule[];
  readonly maxOutputTokens?: number;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly requestTimeoutMs: number;
  /** The number of retries when the provider is busy or unreachable. */
  readonly maxRetries: number;
  readonly pingIntervalMs: number;
  readonly bodyLimit: number;
  /** The maximum number of concurrent requests; absent: not limited. */
  readonly maxConcurrency?: number;
  /** The rate limit for each caller; absent: none. */
  readonly requestsPerMinute?: number;
  /** The Redis server that shares the rate limit among replicas; absent: the workers of this process share it. */
  readonly redisUrl?: URL;
  readonly workers: number;
  readonly shutdownDelayMs: number;
  readonly drainTimeoutMs: number;
  /** A separate port for metrics; absent: they are served on the main port. */
  readonly metricsPort?: number;
  /** Whether the service is ready only while an upstream is reachable. */
  readonly readinessUpstream: boolean;
  /** Whether /docs serves interactive API documentation. */
  readonly apiDocs: boolean;
  /** The trace exporters; absent or empty: tracing is disabled. */
  readonly tracesExporters?: readonly TracesExporter[];
}

/** The injection token of the ProxyOptions. */
export const PROXY_OPTIONS = Symbol('PROXY_OPTIONS');

/** Combines a validated environment and the content of the routes file. */
export function createProxyOptions(environment: Environment, routes = noRoutes): ProxyOptions {
  return {
    ...routes,
    ...createKeyOptions(environment, routes),
    ...createUpstreamOptions(environment),
    ...createModelOptions(environment),
    ...createServerOptions(environment),
    ...createOperationsOptions(environment),
    ...createLimitOptions(environment),
  };
}

/** Additional upstreams use keys of the proxy, so clients authenticate with proxy keys even if the default upstream has no key. */
function createKeyOptions(
  { OPENAI_API_KEY: upstreamKey, CLAUDE_PROXY_AUTH_KEY: list = '' }: Environment,
  { upstreams }: Routes,
) {
  if (upstreamKey === undefined && upstreams.length === 0) return { proxyKeys: [] };
  return { ...(upstreamKey !== undefined && { upstreamKey }), proxyKeys: parseApiKeyList(list) };
}

function createUpstreamOptions(environment: Environment) {
  const provider = environment.CLAUDE_PROXY_PROVIDER;
  return {
    baseUrl: parseBaseUrl(environment.OPENAI_BASE_URL),
    api: environment.CLAUDE_PROXY_UPSTREAM_API,
    ...(provider && { provider }),
    upstreamHeaders: parseUpstreamHeaders(environment.CLAUDE_PROXY_UPSTREAM_HEADERS ?? '{}') ?? {},
    requestTimeoutMs: convertToMilliseconds(environment.CLAUDE_PROXY_REQUEST_TIMEOUT),
    maxRetries: environment.CLAUDE_PROXY_MAX_RETRIES,
  };
}

function createModelOptions(environment: Environment) {
  const maxOutputTokens = environment.CLAUDE_PROXY_MAX_OUTPUT_TOKENS;
  return {
    bigModel: environment.CLAUDE_PROXY_BIG_MODEL,
    smallModel: environment.CLAUDE_PROXY_SMALL_MODEL,
    modelMap: parseModelMap(environment.CLAUDE_PROXY_MODEL_MAP ?? '') ?? [],
    ...(maxOutputTokens && { maxOutputTokens }),
  };
}

function createServerOptions(environment: Environment) {
  return {
    host: environment.CLAUDE_PROXY_HOST,
    port: environment.CLAUDE_PROXY_PORT,
    logLevel: environment.CLAUDE_PROXY_LOG_LEVEL,
    pingIntervalMs: convertToMilliseconds(environment.CLAUDE_PROXY_PING_INTERVAL),
    bodyLimit: environment.CLAUDE_PROXY_BODY_LIMIT,
    shutdownDelayMs: convertToMilliseconds(environment.CLAUDE_PROXY_SHUTDOWN_DELAY),
    drainTimeoutMs: convertToMilliseconds(environment.CLAUDE_PROXY_DRAIN_TIMEOUT),
  };
}

function createOperationsOptions(environment: Environment) {
  const metricsPort = environment.CLAUDE_PROXY_METRICS_PORT;
  return {
    ...(metricsPort !== undefined && { metricsPort }),
    readinessUpstream: environment.CLAUDE_PROXY_READINESS_UPSTREAM,
    apiDocs: environment.CLAUDE_PROXY_API_DOCS,
  };
}

function createLimitOptions(environment: Environment) {
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

function convertToMilliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
}

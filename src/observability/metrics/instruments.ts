import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** From the milliseconds of a probe to the hour of an agent. */
const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600];
/** From 1,000 tokens per second to one. */
const TOKEN_PACE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1];

/** The service's own metrics. No label has a value that a client can choose. */
export interface Instruments {
  readonly requests: Counter<'route' | 'status' | 'stream'>;
  readonly ended: Counter<'route' | 'ended_by'>;
  readonly duration: Histogram<'route' | 'stream'>;
  readonly firstToken: Histogram<'model' | 'stream'>;
  readonly perToken: Histogram<'model'>;
  readonly tokens: Counter<'direction' | 'model'>;
  readonly upstreamCalls: Counter<'upstream' | 'api'>;
  readonly upstreamRetries: Counter<'upstream'>;
  readonly upstreamErrors: Counter<'upstream' | 'error_type'>;
  readonly fallbacks: Counter<'upstream' | 'model_route'>;
  readonly clientAborts: Counter<'route'>;
  readonly droppedFields: Counter;
  readonly learnedOverrides: Counter<'quirk'>;
  readonly unknownFinishReasons: Counter<'upstream'>;
  readonly build: Gauge<'version'>;
}

/** Current counts, read by gauges at scrape time. */
export interface InFlight {
  requests: number;
  streams: number;
}

/** The state of the log. */
export interface LogState {
  readonly droppedLines: number;
}

/** The memory that all requests hold, in bytes, and the number of bodies and responses that did not fit. */
export interface MemoryUse {
  readonly heldBytes: number;
  readonly limit: number;
  readonly refusals: number;
}

/** Creates the service's metrics; names and units follow the Prometheus conventions. */
export function createInstruments(
  registry: Registry,
  inFlight: Readonly<InFlight>,
  memory: MemoryUse,
  log: LogState,
): Instruments {
  createInFlightGauges(registry, inFlight);
  createMemoryInstruments(registry, memory);
  createCounter(registry, 'log_lines_dropped_total', 'Log lines that could not be written', () => log.droppedLines);
  return { ...createRequestInstruments(registry), ...createUpstreamInstruments(registry) };
}

function createInFlightGauges(registry: Registry, inFlight: Readonly<InFlight>): void {
  const watch = (name: string, help: string, read: () => number): void => {
    const gauge: Gauge = new Gauge({
      name: `claude_proxy_${name}`,
      help,
      registers: [registry],
      collect: () => gauge.set(read()),
    });
  };
  watch('in_flight_requests', 'Proxied requests in progress', () => inFlight.requests);
  watch('in_flight_streams', 'Streamed responses in progress', () => inFlight.streams);
}

function createMemoryInstruments(registry: Registry, memory: MemoryUse): void {
  const describe = (name: string, help: string) => ({ name: `claude_proxy_${name}`, help, registers: [registry] });
  const held: Gauge = new Gauge({
    ...describe('held_bytes', 'Memory that the bodies and responses in progress hold'),
    collect: () => held.set(memory.heldBytes),
  });
  const limit: Gauge = new Gauge({
    ...describe('held_bytes_limit', 'Memory that bodies and responses in progress may hold'),
    collect: () => limit.set(memory.limit),
  });
  const help = 'Bodies and responses that did not fit into memory';
  createCounter(registry, 'memory_refusals_total', help, () => memory.refusals);
}

/** Creates a counter of something that is counted elsewhere. */
function createCounter(registry: Registry, name: string, help: string, read: () => number): void {
  const counter: Counter = new Counter({
    name: `claude_proxy_${name}`,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
}

function createRequestInstruments(registry: Registry) {
  const describe = (name: string, help: string) => ({ name: `claude_proxy_${name}`, help, registers: [registry] });
  return {
    requests: new Counter({
      ...describe('requests_total', 'Ended requests'),
      labelNames: ['route', 'status', 'stream'],
    }),
    ended: new Counter({
      ...describe('requests_ended_total', 'Ended proxied requests by how they ended'),
      labelNames: ['route', 'ended_by'],
    }),
    duration: new Histogram({
      ...describe('request_duration_seconds', 'Time from the request headers to the end of the response'),
      labelNames: ['route', 'stream'],
      buckets: DURATION_BUCKETS,
    }),
    firstToken: new Histogram({
      ...describe('time_to_first_token_seconds', 'Time from the request headers to the first token of the response'),
      labelNames: ['model', 'stream'],
      buckets: DURATION_BUCKETS,
    }),
    perToken: new Histogram({
      ...describe('time_per_output_token_seconds', 'Time per output token of streamed responses after the first token'),
      labelNames: ['model'],
      buckets: TOKEN_PACE_BUCKETS,
    }),
    clientAborts: new Counter({
      ...describe('client_aborts_total', 'Requests whose client disconnected before the response was complete'),
      labelNames: ['route'],
    }),
    build: new Gauge({
      ...describe('build_info', 'Always 1; the label is the version'),
      labelNames: ['version'],
      // With several workers, one of them is enough.
      aggregator: 'first',
    }),
  } as const;
}

function createUpstreamInstruments(registry: Registry) {
  const describe = (name: string, help: string) => ({ name: `claude_proxy_${name}`, help, registers: [registry] });
  return {
    tokens: new Counter({
      ...describe('tokens_total', 'Tokens as counted by the upstream'),
      labelNames: ['direction', 'model'],
    }),
    upstreamCalls: new Counter({
      ...describe('upstream_calls_total', 'Calls to upstreams'),
      labelNames: ['upstream', 'api'],
    }),
    upstreamRetries: new Counter({
      ...describe('upstream_retries_total', 'Upstream calls beyond the first of a request'),
      labelNames: ['upstream'],
    }),
    upstreamErrors: new Counter({
      ...describe('upstream_errors_total', 'Requests that failed because of the upstream'),
      labelNames: ['upstream', 'error_type'],
    }),
    fallbacks: new Counter({
      ...describe('fallbacks_total', 'Requests that fell back from an upstream to another one'),
      labelNames: ['upstream', 'model_route'],
    }),
    droppedFields: new Counter(
      describe('dropped_fields_total', 'Request fields that an upstream does not support and did not receive'),
    ),
    learnedOverrides: new Counter({
      ...describe('learned_quirks_total', 'Overrides learned from requests that an upstream rejected'),
      labelNames: ['quirk'],
    }),
    unknownFinishReasons: new Counter({
      ...describe(
        'unknown_finish_reasons_total',
        'Responses that an upstream ended for a reason that the proxy does not know',
      ),
      labelNames: ['upstream'],
    }),
  } as const;
}

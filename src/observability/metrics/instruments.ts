import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** From a probe's millisecond to an agent's hour. */
const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600];
/** A model's pace: from 1,000 tokens a second to one. */
const SECONDS_PER_TOKEN = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1];

/** The service's own metrics. No label takes a value that a client can make up. */
export interface Instruments {
  readonly requests: Counter<'route' | 'status' | 'stream'>;
  readonly ended: Counter<'route' | 'ended_by'>;
  readonly duration: Histogram<'route' | 'stream'>;
  readonly firstToken: Histogram<'model' | 'stream'>;
  readonly perToken: Histogram<'model'>;
  readonly tokens: Counter<'direction' | 'model'>;
  readonly upstreamCalls: Counter<'upstream'>;
  readonly upstreamRetries: Counter<'upstream'>;
  readonly upstreamErrors: Counter<'upstream' | 'error_type'>;
  readonly fallbacks: Counter<'upstream' | 'model_route'>;
  readonly clientAborts: Counter<'route'>;
  readonly droppedFields: Counter;
  readonly learnedQuirks: Counter<'quirk'>;
  readonly build: Gauge<'version'>;
}

/** What is under way at the moment. */
export interface InFlight {
  requests: number;
  streams: number;
}

/** Makes the service's own metrics; names and units follow Prometheus' conventions. What is in flight is read when asked for. */
export function createInstruments(registry: Registry, inFlight: Readonly<InFlight>): Instruments {
  watchInFlight(registry, inFlight);
  return { ...createRequestInstruments(registry), ...createUpstreamInstruments(registry) };
}

function watchInFlight(registry: Registry, inFlight: Readonly<InFlight>): void {
  const watch = (name: string, help: string, read: () => number): void => {
    const gauge: Gauge = new Gauge({
      name: `claude_proxy_${name}`,
      help,
      registers: [registry],
      collect: () => gauge.set(read()),
    });
  };
  watch('in_flight_requests', 'Proxied requests that are not over', () => inFlight.requests);
  watch('in_flight_streams', 'Streamed replies that have begun and are not over', () => inFlight.streams);
}

function createRequestInstruments(registry: Registry) {
  const about = (name: string, help: string) => ({ name: `claude_proxy_${name}`, help, registers: [registry] });
  return {
    requests: new Counter({
      ...about('requests_total', 'Requests that are over'),
      labelNames: ['route', 'status', 'stream'],
    }),
    ended: new Counter({
      ...about('requests_ended_total', 'Proxied requests by what ended them'),
      labelNames: ['route', 'ended_by'],
    }),
    duration: new Histogram({
      ...about('request_duration_seconds', 'From the head of a request to the end of its reply'),
      labelNames: ['route', 'stream'],
      buckets: SECONDS,
    }),
    firstToken: new Histogram({
      ...about('time_to_first_token_seconds', 'From the head of a request to the first piece of its answer'),
      labelNames: ['model', 'stream'],
      buckets: SECONDS,
    }),
    perToken: new Histogram({
      ...about('time_per_output_token_seconds', 'Pace of streamed answers after their first token'),
      labelNames: ['model'],
      buckets: SECONDS_PER_TOKEN,
    }),
    clientAborts: new Counter({
      ...about('client_aborts_total', 'Requests whose client left before the reply was complete'),
      labelNames: ['route'],
    }),
    build: new Gauge({
      ...about('build_info', 'Always 1; the label tells the version'),
      labelNames: ['version'],
      // Of several workers as well.
      aggregator: 'first',
    }),
  } as const;
}

function createUpstreamInstruments(registry: Registry) {
  const about = (name: string, help: string) => ({ name: `claude_proxy_${name}`, help, registers: [registry] });
  return {
    tokens: new Counter({
      ...about('tokens_total', 'Tokens as the upstream counts them'),
      labelNames: ['direction', 'model'],
    }),
    upstreamCalls: new Counter({ ...about('upstream_calls_total', 'Calls to upstreams'), labelNames: ['upstream'] }),
    upstreamRetries: new Counter({
      ...about('upstream_retries_total', 'Calls beyond the first of a request'),
      labelNames: ['upstream'],
    }),
    upstreamErrors: new Counter({
      ...about('upstream_errors_total', 'Requests that failed because of the upstream'),
      labelNames: ['upstream', 'error_type'],
    }),
    fallbacks: new Counter({
      ...about('fallbacks_total', 'Requests that an upstream could not serve, and another one was asked'),
      labelNames: ['upstream', 'model_route'],
    }),
    droppedFields: new Counter(about('dropped_fields_total', 'Parts of requests that an upstream cannot be told')),
    learnedQuirks: new Counter({
      ...about('learned_quirks_total', "Ways of an upstream's model learned from its refusals"),
      labelNames: ['quirk'],
    }),
  } as const;
}

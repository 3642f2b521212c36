import { Inject, Injectable } from '@nestjs/common';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { version } from '../../version.js';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { DEFAULT_UPSTREAM } from '../../config/routes/upstream-entries.js';
import type { RequestContext, TokenUsage } from '../../request-context/request-context.js';
import type { RequestObserver } from '../../request-context/request-observer.js';
import { RequestObservers } from '../../request-context/request-observers.js';
import { PrimaryChannel } from '../../workers/primary-channel.js';
import { RequestLogBatcher } from '../request-log-batcher.js';
import { createInstruments } from './instruments.js';
import type { InFlight } from './instruments.js';

/** Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Gauges that are named like counters, which Prometheus' own checker refuses; the same figures come by type as well. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Counts and times every request for Prometheus. */
@Injectable()
export class Metrics implements RequestObserver {
  readonly registry = new Registry();
  private readonly inFlight: InFlight = { requests: 0, streams: 0 };
  private readonly instruments = createInstruments(this.registry, this.inFlight);
  private readonly models: ReadonlySet<string>;

  constructor(
    @Inject(PROXY_OPTIONS) options: ProxyOptions,
    observers: RequestObservers,
    private readonly ended: RequestLogBatcher,
    private readonly primary: PrimaryChannel,
  ) {
    this.models = resolveModelLabels(options);
    this.instruments.build.set({ version }, 1);
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    observers.add(this);
    ended.add((context) => this.count(context));
    if (primary.isThere) primary.offerMetrics(() => this.readAsJson());
  }

  /** All metrics as Prometheus reads them, those of all workers where there are several. */
  read(): Promise<string> {
    if (this.primary.isThere) return this.primary.ask('metrics');
    this.ended.flush();
    return this.registry.metrics();
  }

  onStart({ isProxied }: RequestContext): void {
    if (isProxied) this.inFlight.requests += 1;
  }

  onUpstreamCall({ upstream = DEFAULT_UPSTREAM, upstreamCalls }: RequestContext): void {
    this.instruments.upstreamCalls.inc({ upstream });
    if (upstreamCalls > 1) this.instruments.upstreamRetries.inc({ upstream });
  }

  onFallback({ upstream = DEFAULT_UPSTREAM, modelRoute = '' }: RequestContext): void {
    this.instruments.fallbacks.inc({ upstream, model_route: modelRoute });
  }

  /** A stream may go on for long after it. */
  onFirstToken(context: RequestContext): void {
    if (!context.isStream) return;
    this.inFlight.streams += 1;
    this.timeFirstToken(context);
  }

  private readAsJson(): Promise<object[]> {
    this.ended.flush();
    return this.registry.getMetricsAsJSON();
  }

  private count(context: RequestContext): void {
    const { instruments } = this;
    const { route } = context.head;
    const stream = String(context.isStream === true);
    instruments.requests.inc({ route, status: String(context.status), stream });
    instruments.duration.observe({ route, stream }, (context.durationMs ?? 0) / 1000);
    if (context.isProxied) this.countProxied(context);
  }

  private countProxied(context: RequestContext): void {
    const { instruments } = this;
    const { endedBy = 'done', dropped, learned, failure, upstream = DEFAULT_UPSTREAM, usage } = context;
    const { route } = context.head;
    this.inFlight.requests -= 1;
    instruments.ended.inc({ route, ended_by: endedBy });
    if (endedBy === 'client_left') instruments.clientAborts.inc({ route });
    if (endedBy === 'upstream_failed' || endedBy === 'timeout') {
      instruments.upstreamErrors.inc({ upstream, error_type: failure?.type ?? 'api_error' });
    }
    if (dropped.length > 0) instruments.droppedFields.inc(dropped.length);
    for (const quirk of learned) instruments.learnedQuirks.inc({ quirk });
    if (usage) this.countTokens(usage, this.modelOf(context));
    if (context.firstTokenAt === undefined) return;
    if (context.isStream) this.countStream(context);
    else this.timeFirstToken(context);
  }

  private timeFirstToken(context: RequestContext): void {
    const { isStream, firstTokenAt = 0, startedAt } = context;
    const labels = { model: this.modelOf(context), stream: String(isStream === true) };
    this.instruments.firstToken.observe(labels, (firstTokenAt - startedAt) / 1000);
  }

  private countTokens(usage: TokenUsage, model: string): void {
    const { tokens } = this.instruments;
    tokens.inc({ direction: 'input', model }, usage.input_tokens);
    tokens.inc({ direction: 'output', model }, usage.output_tokens);
    const { cache_read_input_tokens: read, cache_creation_input_tokens: created } = usage;
    // Most providers report neither, and each count costs as much as checking the key.
    if (read > 0) tokens.inc({ direction: 'cache_read', model }, read);
    if (created > 0) tokens.inc({ direction: 'cache_creation', model }, created);
  }

  private countStream(context: RequestContext): void {
    const { firstTokenAt = 0, startedAt, durationMs = 0, usage } = context;
    this.inFlight.streams -= 1;
    // One token has no pace.
    if (context.endedBy !== 'done' || !usage || usage.output_tokens < 2) return;
    const seconds = (startedAt + durationMs - firstTokenAt) / 1000;
    this.instruments.perToken.observe({ model: this.modelOf(context) }, seconds / (usage.output_tokens - 1));
  }

  private modelOf({ upstreamModel = '' }: RequestContext): string {
    return this.models.has(upstreamModel) ? upstreamModel : 'other';
  }
}

/** Collects the models that the configuration names: clients can make up any other name. */
function resolveModelLabels(options: ProxyOptions): ReadonlySet<string> {
  const { bigModel, smallModel, modelMap, modelOverrides, upstreams, routes } = options;
  const mapped = modelMap.map(({ target }) => target);
  const routed = routes.flatMap(({ targets }) => targets.map(({ model = '' }) => model));
  const described = [modelOverrides, ...upstreams.map((upstream) => upstream.modelOverrides)].flat();
  const patterns = described.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes('*'));
  const names = [...mapped, ...routed].filter((name) => name !== '' && !name.startsWith('@'));
  return new Set([bigModel, smallModel, ...names, ...patterns]);
}

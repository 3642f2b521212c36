import { Inject, Injectable } from '@nestjs/common';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { version } from '../../version.js';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { DEFAULT_UPSTREAM } from '../../config/routes/upstream-entries.js';
import type { RequestRecord, TokenUsage } from '../../request-context/request-record.js';
import type { RequestObserver } from '../../request-context/request-observers.js';
import { RequestObservers } from '../../request-context/request-observers.js';
import { MemoryBudget } from '../../limits/memory-budget.service.js';
import { PrimaryChannel } from '../../workers/primary-channel.js';
import { logDestination } from '../logging/log-destination.js';
import { RequestLogBatcher } from '../request-log-batcher.js';
import { createInstruments } from './instruments.js';
import type { InFlight } from './instruments.js';

/** The content type of the Prometheus text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Default gauges that are named like counters, which promtool rejects; other gauges report the same figures by type. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Counts and times requests for Prometheus. */
@Injectable()
export class Metrics implements RequestObserver {
  readonly registry = new Registry();
  private readonly inFlight: InFlight = { requests: 0, streams: 0 };
  private readonly instruments;
  private readonly models: ReadonlySet<string>;

  constructor(
    @Inject(PROXY_OPTIONS) options: ProxyOptions,
    observers: RequestObservers,
    private readonly batcher: RequestLogBatcher,
    private readonly primary: PrimaryChannel,
    memory: MemoryBudget,
  ) {
    this.instruments = createInstruments(this.registry, this.inFlight, memory, logDestination);
    this.models = resolveModelLabels(options);
    this.instruments.build.set({ version }, 1);
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    observers.add(this);
    batcher.add((record) => this.count(record));
    if (primary.isConnected) primary.provideMetrics(() => this.readAsJson());
  }

  /** Returns all metrics in the Prometheus text format, summed over all workers. */
  read(): Promise<string> {
    if (this.primary.isConnected) return this.primary.request('metrics');
    this.batcher.flush();
    return this.registry.metrics();
  }

  onStart({ head }: RequestRecord): void {
    if (head.isProxied) this.inFlight.requests += 1;
  }

  onUpstreamCall({ upstream = DEFAULT_UPSTREAM, api = 'chat-completions', upstreamCalls }: RequestRecord): void {
    this.instruments.upstreamCalls.inc({ upstream, api });
    if (upstreamCalls > 1) this.instruments.upstreamRetries.inc({ upstream });
  }

  onFallback({ upstream = DEFAULT_UPSTREAM, modelRoute = '' }: RequestRecord): void {
    this.instruments.fallbacks.inc({ upstream, model_route: modelRoute });
  }

  /** Streams are counted at their first token, since they may go on for minutes. */
  onFirstToken(record: RequestRecord): void {
    if (!record.isStream) return;
    this.inFlight.streams += 1;
    this.timeFirstToken(record);
  }

  private readAsJson(): Promise<object[]> {
    this.batcher.flush();
    return this.registry.getMetricsAsJSON();
  }

  private count(record: RequestRecord): void {
    const { instruments } = this;
    const { route } = record.head;
    const stream = String(record.isStream === true);
    instruments.requests.inc({ route, status: String(record.status), stream });
    instruments.duration.observe({ route, stream }, (record.durationMs ?? 0) / 1000);
    if (record.head.isProxied) this.countProxied(record);
  }

  private countProxied(record: RequestRecord): void {
    const { instruments } = this;
    const { endedBy = 'done', dropped, learned, failure, upstream = DEFAULT_UPSTREAM, usage } = record;
    const { route } = record.head;
    this.inFlight.requests -= 1;
    instruments.ended.inc({ route, ended_by: endedBy });
    if (endedBy === 'client_left') instruments.clientAborts.inc({ route });
    if (endedBy === 'upstream_failed' || endedBy === 'timeout') {
      instruments.upstreamErrors.inc({ upstream, error_type: failure?.type ?? 'api_error' });
    }
    if (dropped.length > 0) instruments.droppedFields.inc(dropped.length);
    if (record.unknownFinishReason !== undefined) instruments.unknownFinishReasons.inc({ upstream });
    for (const name of learned) instruments.learnedOverrides.inc({ quirk: name });
    if (usage) this.countTokens(usage, this.modelOf(record));
    if (record.firstTokenAt === undefined) return;
    if (record.isStream) this.countStream(record);
    else this.timeFirstToken(record);
  }

  private timeFirstToken(record: RequestRecord): void {
    const { isStream, firstTokenAt = 0, startedAt } = record;
    const labels = { model: this.modelOf(record), stream: String(isStream === true) };
    this.instruments.firstToken.observe(labels, (firstTokenAt - startedAt) / 1000);
  }

  private countTokens(usage: TokenUsage, model: string): void {
    const { tokens } = this.instruments;
    tokens.inc({ direction: 'input', model }, usage.input_tokens);
    tokens.inc({ direction: 'output', model }, usage.output_tokens);
    const { cache_read_input_tokens: read, cache_creation_input_tokens: created } = usage;
    // Most providers report neither, and each call costs as much as checking a key.
    if (read > 0) tokens.inc({ direction: 'cache_read', model }, read);
    if (created > 0) tokens.inc({ direction: 'cache_creation', model }, created);
  }

  private countStream(record: RequestRecord): void {
    const { firstTokenAt = 0, startedAt, durationMs = 0, usage } = record;
    this.inFlight.streams -= 1;
    if (record.endedBy !== 'done' || !usage || usage.output_tokens < 2) return;
    const seconds = (startedAt + durationMs - firstTokenAt) / 1000;
    this.instruments.perToken.observe({ model: this.modelOf(record) }, seconds / (usage.output_tokens - 1));
  }

  private modelOf({ upstreamModel = '' }: RequestRecord): string {
    return this.models.has(upstreamModel) ? upstreamModel : 'other';
  }
}

/** Collects the models named in the configuration; any other name could be made up by a client. */
function resolveModelLabels(options: ProxyOptions): ReadonlySet<string> {
  const { bigModel, smallModel, modelMap, modelOverrides, upstreams, routes } = options;
  const mapped = modelMap.map(({ target }) => target);
  const routed = routes.flatMap(({ targets }) => targets.map(({ model = '' }) => model));
  const described = [modelOverrides, ...upstreams.map((upstream) => upstream.modelOverrides)].flat();
  const patterns = described.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes('*'));
  const names = [...mapped, ...routed].filter((name) => name !== '' && !name.startsWith('@'));
  return new Set([bigModel, smallModel, ...names, ...patterns]);
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { LruMap } from '../common/lru-map.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { type Capabilities, resolveCapabilities } from '../providers/capabilities.js';
import { findConfiguredOverrides } from '../providers/configured-overrides.js';
import { type LearnedOverrides, mergeOverrides, noOverrides } from '../providers/learned-overrides.js';
import type { Caller } from '../request-context/request-head.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import { type LearnedOverride, LearnedOverrideStore } from './learned-override-store.js';

/** Clients can send any model name, so the number of cached names is limited. No provider has more models. */
const MAX_MODELS = 1000;
/** A lower output limit in a rejection applies to the rejected request only: it is more likely to be another number. */
const MIN_OUTPUT_LIMIT = 1024;

type ModelTarget = Pick<RouteTarget, 'upstream' | 'model' | 'route'>;

/** What a rejection revealed, and how certain that is. */
export interface Correction {
  readonly overrides: LearnedOverrides;
  /** Whether it applies to all callers at once, because no client could have influenced it. */
  readonly isConfirmed: boolean;
}

/** Resolves and caches the capabilities of each upstream's models, and records what rejections reveal about them. */
@Injectable()
export class CapabilityRegistry {
  private readonly logger = new Logger(CapabilityRegistry.name);
  private readonly learned = new LearnedOverrideStore();
  private readonly cache = new LruMap<Capabilities>(MAX_MODELS);

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  /** The adjustments apply to this call only. */
  resolve(target: ModelTarget, caller?: Caller, adjusted: LearnedOverrides = noOverrides): Capabilities {
    const { upstream, model, route } = target;
    const learned = this.learned.find({ upstream: upstream.name, model }, ownerOf(caller));
    if (adjusted !== noOverrides) return this.combine(target, mergeAll(learned), adjusted);
    const key = `${upstream.name}\n${model}\n${route?.maxOutputTokens ?? ''}\n${learned.map(({ id }) => id).join()}`;
    const cached = this.cache.get(key);
    if (cached) return cached;
    const capabilities = this.combine(target, mergeAll(learned), adjusted);
    this.cache.set(key, capabilities);
    return capabilities;
  }

  /** What was learned about a model and applies to a caller's requests. */
  findLearned({ upstream, model }: ModelTarget, caller: Caller | undefined): LearnedOverrides {
    return mergeAll(this.learned.find({ upstream: upstream.name, model }, ownerOf(caller)));
  }

  /** Lists what was learned and applies to a caller's requests. */
  listLearned(caller: Caller | undefined): readonly LearnedOverride[] {
    return this.learned.list(ownerOf(caller));
  }

  /** Records what a rejection revealed; see LearnedOverrideStore for how long and for whom. */
  record({ upstream, model }: ModelTarget, caller: Caller | undefined, { overrides, isConfirmed }: Correction): void {
    const { maxOutputTokens, ...others } = overrides;
    const isLimitCredible = maxOutputTokens !== undefined && maxOutputTokens >= MIN_OUTPUT_LIMIT;
    const credible = isLimitCredible ? overrides : others;
    const found = { upstream: upstream.name, model };
    for (const learned of this.learned.record(found, ownerOf(caller), credible, isConfirmed)) this.log(learned, caller);
  }

  private log({ upstream, model, overrides, isShared, expiresAt }: LearnedOverride, caller: Caller | undefined): void {
    this.logger.warn({
      message: 'learned override recorded',
      upstream,
      upstreamModel: model,
      caller: caller?.id,
      scope: isShared ? 'everybody' : 'caller',
      expiresAt: new Date(expiresAt).toISOString(),
      ...overrides,
    });
  }

  private combine(
    { upstream, model, route }: ModelTarget,
    learned: LearnedOverrides,
    adjusted: LearnedOverrides,
  ): Capabilities {
    const configured = findConfiguredOverrides(upstream.modelOverrides, model);
    const { profile, baseUrl } = upstream;
    return resolveCapabilities(profile, {
      general: this.options,
      api: { upstream: upstream.api, preferred: profile.preferredApi(baseUrl, model) },
      learned,
      adjusted,
      ...(configured && { configured }),
      ...(route && { route }),
    });
  }
}

/** Callers without an id share what they learn. */
const ownerOf = (caller: Caller | undefined): string => caller?.id ?? 'anonymous';

const mergeAll = (learned: readonly LearnedOverride[]): LearnedOverrides =>
  learned.reduce((merged, { overrides }) => mergeOverrides(merged, overrides), noOverrides);

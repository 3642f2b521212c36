import { Inject, Injectable, Logger } from '@nestjs/common';
import { LruMap } from '../common/lru-map.js';
import { isSupportedApi } from '../conversion/upstream-api-registry.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { type Capabilities, resolveCapabilities } from '../providers/capabilities.js';
import { findConfiguredOverrides } from '../providers/configured-overrides.js';
import { type LearnedOverrides, mergeOverrides, noOverrides } from '../providers/learned-overrides.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import type { Upstream } from '../upstream/upstream.js';

/** Clients can send any model name, so the number of remembered names is limited. No provider has more models. */
const MAX_MODELS = 1000;

type ModelTarget = Pick<RouteTarget, 'upstream' | 'model' | 'route'>;

interface CacheEntry {
  /** What was learned when the entry was created: the entry is outdated when that has changed. */
  readonly learned: LearnedOverrides;
  readonly capabilities: Capabilities;
}

/** Resolves and caches the capabilities of each upstream's models, and records what rejections reveal about them. */
@Injectable()
export class CapabilityRegistry {
  private readonly logger = new Logger(CapabilityRegistry.name);
  private readonly learned = new LruMap<LearnedOverrides>(MAX_MODELS);
  private readonly cache = new LruMap<CacheEntry>(MAX_MODELS);

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  /** The adjustments apply to this call only. */
  resolve(target: ModelTarget, adjusted: LearnedOverrides = noOverrides): Capabilities {
    const { upstream, model, route } = target;
    const modelKey = createKey(upstream, model);
    const learned = this.learned.get(modelKey) ?? noOverrides;
    if (adjusted !== noOverrides) return this.combine(target, learned, adjusted);
    const key = `${modelKey}\n${route?.maxOutputTokens ?? ''}`;
    const cached = this.cache.get(key);
    if (cached?.learned === learned) return cached.capabilities;
    const capabilities = this.combine(target, learned, adjusted);
    this.cache.set(key, { learned, capabilities });
    return capabilities;
  }

  /** What was learned about a model. */
  findLearned(upstream: Upstream, model: string): LearnedOverrides {
    return this.learned.get(createKey(upstream, model)) ?? noOverrides;
  }

  /** Records what a rejection revealed, until the process ends. */
  record(upstream: Upstream, model: string, overrides: LearnedOverrides): void {
    this.learned.set(createKey(upstream, model), mergeOverrides(this.findLearned(upstream, model), overrides));
    const subject = { upstream: upstream.name, upstreamModel: model };
    this.logger.log({ message: 'learned override recorded', ...subject, ...overrides });
  }

  private combine(
    { upstream, model, route }: ModelTarget,
    learned: LearnedOverrides,
    adjusted: LearnedOverrides,
  ): Capabilities {
    const configured = findConfiguredOverrides(upstream.modelOverrides, model);
    const { profile, baseUrl } = upstream;
    const preferred = profile.preferredApi(baseUrl, model);
    return resolveCapabilities(profile, {
      general: this.options,
      api: { upstream: upstream.api, preferred: isSupportedApi(preferred) ? preferred : 'chat-completions' },
      learned,
      adjusted,
      ...(configured && { configured }),
      ...(route && { route }),
    });
  }
}

/** Names of upstreams contain no line breaks. */
function createKey({ name }: Upstream, model: string): string {
  return `${name}\n${model}`;
}

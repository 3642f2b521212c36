import { Inject, Injectable, Logger } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { mergeOverrides, type LearnedOverrides } from '../providers/learned-overrides.js';
import { matchesWildcard } from '../common/wildcard.js';
import { type Capabilities, withLearned, withModelSettings } from './capabilities.js';
import type { Upstream } from '../upstream/upstream.js';

/** More models than any provider has: names that clients make up must not fill the memory. */
const MAX_MODELS = 1000;

/** Knows each model of each upstream: its provider's dialect, with what the routes file says and what was learned. */
@Injectable()
export class CapabilityRegistry {
  private readonly logger = new Logger(CapabilityRegistry.name);
  private readonly learned = new Map<string, LearnedOverrides>();
  private readonly profiles = new Map<string, Capabilities>();

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  capabilitiesOf(upstream: Upstream, model: string): Capabilities {
    const key = toKey(upstream, model);
    const known = this.profiles.get(key);
    // As long as there is room, the order of use does not matter.
    if (known && this.profiles.size < MAX_MODELS) return known;
    const capabilities = known ?? this.toProfile(upstream, model);
    remember(this.profiles, key, capabilities);
    return capabilities;
  }

  /** What was learned of a model. */
  overridesOf(upstream: Upstream, model: string): LearnedOverrides {
    return this.learned.get(toKey(upstream, model)) ?? {};
  }

  /** Remembers what a refusal has taught, for as long as the process lives. */
  learn(upstream: Upstream, model: string, overrides: LearnedOverrides): void {
    const key = toKey(upstream, model);
    remember(this.learned, key, mergeOverrides(this.overridesOf(upstream, model), overrides));
    this.profiles.delete(key);
    this.logger.log({
      message: 'learned from a refusal of the upstream',
      upstream: upstream.name,
      upstreamModel: model,
      ...overrides,
    });
  }

  private toProfile(upstream: Upstream, model: string): Capabilities {
    const { maxOutputTokens } = this.options;
    const { profile, modelSettings } = upstream;
    const base = { profile, inputScale: 1, ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
    const entry = modelSettings.find(({ pattern }) => matchesWildcard(pattern, model));
    const capabilities = entry ? withModelSettings(base, entry.settings) : base;
    const overrides = this.learned.get(toKey(upstream, model));
    return overrides ? withLearned(capabilities, overrides) : capabilities;
  }
}

/** Names of upstreams hold no line break. */
function toKey({ name }: Upstream, model: string): string {
  return `${name}\n${model}`;
}

/** Keeps what is in use: the entry that was touched least recently gives way. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > MAX_MODELS ? map.keys().next() : undefined;
  if (oldest?.done === false) map.delete(oldest.value);
}

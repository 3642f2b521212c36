import { Inject, Injectable, Logger } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { mergeQuirks, type ModelQuirks } from '../conversion/quirks/model-quirks.js';
import { matchesWildcard } from '../config/matches-wildcard.js';
import { type ModelProfile, withLearned, withModelSettings } from './model-profile.js';
import type { Upstream } from './upstream.js';

/** More models than any provider has: names that clients make up must not fill the memory. */
const MAX_MODELS = 1000;

/** Knows each model of each upstream: its provider's dialect, with what the routes file says and what was learned. */
@Injectable()
export class ModelProfiles {
  private readonly logger = new Logger(ModelProfiles.name);
  private readonly learned = new Map<string, ModelQuirks>();
  private readonly profiles = new Map<string, ModelProfile>();

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  profileOf(upstream: Upstream, model: string): ModelProfile {
    const key = toKey(upstream, model);
    const known = this.profiles.get(key);
    // As long as there is room, the order of use does not matter.
    if (known && this.profiles.size < MAX_MODELS) return known;
    const profile = known ?? this.toProfile(upstream, model);
    remember(this.profiles, key, profile);
    return profile;
  }

  /** What was learned of a model. */
  quirksOf(upstream: Upstream, model: string): ModelQuirks {
    return this.learned.get(toKey(upstream, model)) ?? {};
  }

  /** Remembers what a refusal has taught, for as long as the process lives. */
  learn(upstream: Upstream, model: string, quirks: ModelQuirks): void {
    const key = toKey(upstream, model);
    remember(this.learned, key, mergeQuirks(this.quirksOf(upstream, model), quirks));
    this.profiles.delete(key);
    this.logger.log({
      message: 'learned from a refusal of the upstream',
      upstream: upstream.name,
      upstreamModel: model,
      ...quirks,
    });
  }

  private toProfile(upstream: Upstream, model: string): ModelProfile {
    const { maxOutputTokens } = this.options;
    const { dialect, modelSettings } = upstream;
    const base = { dialect, inputScale: 1, ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
    const entry = modelSettings.find(({ pattern }) => matchesWildcard(pattern, model));
    const profile = entry ? withModelSettings(base, entry.settings) : base;
    const quirks = this.learned.get(toKey(upstream, model));
    return quirks ? withLearned(profile, quirks) : profile;
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

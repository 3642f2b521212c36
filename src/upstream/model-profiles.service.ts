import { Inject, Injectable, Logger } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { mergeQuirks, type ModelQuirks } from '../conversion/quirks/model-quirks.js';
import type { Dialect } from '../dialects/dialect.js';
import { matchesWildcard } from '../config/matches-wildcard.js';
import { type ModelProfile, withLearned, withRoute } from './model-profile.js';
import { UPSTREAM_DIALECT } from './upstream-dialect.js';

/** More models than any provider has: names that clients make up must not fill the memory. */
const MAX_MODELS = 1000;

/** Knows each model of the upstream: its provider's dialect, with what the routes file says and what was learned. */
@Injectable()
export class ModelProfiles {
  private readonly logger = new Logger(ModelProfiles.name);
  private readonly learned = new Map<string, ModelQuirks>();
  private readonly profiles = new Map<string, ModelProfile>();

  constructor(
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    @Inject(UPSTREAM_DIALECT) private readonly dialect: Dialect,
  ) {}

  profileOf(model: string): ModelProfile {
    const profile = this.profiles.get(model) ?? this.toProfile(model);
    remember(this.profiles, model, profile);
    return profile;
  }

  /** What was learned of a model. */
  quirksOf(model: string): ModelQuirks {
    return this.learned.get(model) ?? {};
  }

  /** Remembers what a refusal has taught, for as long as the process lives. */
  learn(model: string, quirks: ModelQuirks): void {
    remember(this.learned, model, mergeQuirks(this.quirksOf(model), quirks));
    this.profiles.delete(model);
    this.logger.log({ message: 'learned from a refusal of the upstream', upstreamModel: model, ...quirks });
  }

  private toProfile(model: string): ModelProfile {
    const { maxOutputTokens, modelRoutes } = this.options;
    const base = { dialect: this.dialect, inputScale: 1, ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
    const route = modelRoutes.find(({ pattern }) => matchesWildcard(pattern, model));
    const profile = route ? withRoute(base, route.settings) : base;
    const quirks = this.learned.get(model);
    return quirks ? withLearned(profile, quirks) : profile;
  }
}

/** Keeps what is in use: the entry that was touched least recently gives way. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > MAX_MODELS ? map.keys().next() : undefined;
  if (oldest?.done === false) map.delete(oldest.value);
}

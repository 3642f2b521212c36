import type { ModelSettings } from '../config/routes/model-settings.js';
import type { RouteOptions } from '../config/routes/route-options.js';
import { withSettings } from '../config/routes/with-settings.js';
import type { ModelQuirks } from '../conversion/quirks/model-quirks.js';
import { withQuirks } from '../conversion/quirks/with-quirks.js';
import type { Dialect } from '../dialects/dialect.js';

/** How one of the upstream's models is asked. */
export interface ModelProfile {
  readonly dialect: Dialect;
  readonly maxOutputTokens?: number;
  /** Tokens of prompt and answer together. */
  readonly contextWindow?: number;
  /** How many input tokens the client is told of for one of the upstream's. */
  readonly inputScale: number;
}

/** The window that clients believe in, in tokens: that of a Claude model. */
const CLIENTS_WINDOW = 200_000;

/** Applies what the routes file says of a model. */
export function withModelSettings(profile: ModelProfile, settings: ModelSettings): ModelProfile {
  const { contextWindow, maxOutputTokens } = settings;
  return {
    ...profile,
    dialect: withSettings(profile.dialect, settings),
    inputScale: toInputScale(settings),
    ...(contextWindow !== undefined && { contextWindow }),
    ...lowest(profile.maxOutputTokens, maxOutputTokens),
  };
}

/** Applies what was learned of a model, or is to hold for a single request. */
export function withLearned(profile: ModelProfile, quirks: ModelQuirks): ModelProfile {
  return {
    ...profile,
    dialect: withQuirks(profile.dialect, quirks),
    ...lowest(profile.maxOutputTokens, quirks.maxOutputTokens),
  };
}

/** Applies the route by which the model is asked. */
export function withRoute(profile: ModelProfile, { maxOutputTokens }: RouteOptions): ModelProfile {
  return { ...profile, ...lowest(profile.maxOutputTokens, maxOutputTokens) };
}

function toInputScale({ scaleUsage, contextWindow = CLIENTS_WINDOW }: ModelSettings): number {
  return scaleUsage ? Math.max(1, CLIENTS_WINDOW / contextWindow) : 1;
}

function lowest(...limits: readonly (number | undefined)[]): Pick<ModelProfile, 'maxOutputTokens'> {
  const known = limits.filter((limit) => limit !== undefined);
  return known.length > 0 ? { maxOutputTokens: Math.min(...known) } : {};
}

import type { ModelSettings } from '../config/routes/model-settings.js';
import type { RouteOptions } from '../config/routes/route-entries.js';
import { applyConfiguredOverrides } from '../config/routes/model-entries.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import { applyLearnedOverrides } from '../providers/learned-overrides.js';
import type { ProviderProfile } from '../providers/provider-profile.js';

/** How one of the upstream's models is asked. */
export interface Capabilities {
  readonly profile: ProviderProfile;
  readonly maxOutputTokens?: number;
  /** Tokens of prompt and answer together. */
  readonly contextWindow?: number;
  /** How many input tokens the client is told of for one of the upstream's. */
  readonly inputScale: number;
}

/** The window that clients believe in, in tokens: that of a Claude model. */
const CLIENTS_WINDOW = 200_000;

/** Applies what the routes file says of a model. */
export function withModelSettings(capabilities: Capabilities, settings: ModelSettings): Capabilities {
  const { contextWindow, maxOutputTokens } = settings;
  return {
    ...capabilities,
    profile: applyConfiguredOverrides(capabilities.profile, settings),
    inputScale: toInputScale(settings),
    ...(contextWindow !== undefined && { contextWindow }),
    ...lowest(capabilities.maxOutputTokens, maxOutputTokens),
  };
}

/** Applies what was learned of a model, or is to hold for a single request. */
export function withLearned(capabilities: Capabilities, overrides: LearnedOverrides): Capabilities {
  return {
    ...capabilities,
    profile: applyLearnedOverrides(capabilities.profile, overrides),
    ...lowest(capabilities.maxOutputTokens, overrides.maxOutputTokens),
  };
}

/** Applies the route by which the model is asked. */
export function withRoute(capabilities: Capabilities, { maxOutputTokens }: RouteOptions): Capabilities {
  return { ...capabilities, ...lowest(capabilities.maxOutputTokens, maxOutputTokens) };
}

function toInputScale({ scaleUsage, contextWindow = CLIENTS_WINDOW }: ModelSettings): number {
  return scaleUsage ? Math.max(1, CLIENTS_WINDOW / contextWindow) : 1;
}

function lowest(...limits: readonly (number | undefined)[]): Pick<Capabilities, 'maxOutputTokens'> {
  const known = limits.filter((limit) => limit !== undefined);
  return known.length > 0 ? { maxOutputTokens: Math.min(...known) } : {};
}

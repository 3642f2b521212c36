import { matchesWildcard } from '../common/wildcard.js';
import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';
import type { ProviderProfile, ReasoningReplay } from './provider-profile.js';
import type { ApiSetting } from './upstream-api-choice.js';

/** The configured capabilities of a model (`models` in the routes file). An absent value leaves the profile's value. */
export interface ConfiguredOverrides {
  /** The API that requests for the model are converted to; absent: the setting of its upstream. */
  readonly api?: ApiSetting;
  /** The maximum number of output tokens to request. */
  readonly maxOutputTokens?: number;
  /** Tokens of prompt and response together. */
  readonly contextWindow?: number;
  /** Whether reported input tokens are scaled to the context window that clients assume, so that they compact in time. */
  readonly scaleUsage?: boolean;
  /** The reasoning efforts that the model supports; empty when none may be sent. */
  readonly efforts?: readonly ChatReasoningEffort[];
  readonly thinkTags?: ProviderProfile['thinkTags'];
  /** Whether prompt-cache breakpoints are sent. */
  readonly explicitCache?: boolean;
  /** Where a `role:"system"` turn in the middle of a conversation goes; see `ProviderProfile.systemTurns`. */
  readonly systemTurns?: 'inline' | 'user' | 'merge' | 'reject';
  readonly reasoningReplay?: ReasoningReplay;
  /** Whether the model accepts images. `true` leaves the profile's value. */
  readonly images?: boolean;
  /** Whether the model accepts PDFs. `true` leaves the profile's value. */
  readonly documents?: boolean;
}

/** Overrides for the models whose names match a pattern. */
export interface ModelOverrides {
  readonly pattern: string;
  readonly overrides: ConfiguredOverrides;
}

/** Finds the overrides for a model: those of the first pattern that matches. */
export function findConfiguredOverrides(
  models: readonly ModelOverrides[],
  model: string,
): ConfiguredOverrides | undefined {
  return models.find(({ pattern }) => matchesWildcard(pattern, model))?.overrides;
}

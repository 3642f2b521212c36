import type { ProviderProfile } from '../../providers/provider-profile.js';
import type { ApiError } from '../../errors/api-error.js';
import type { ToolNames } from './tool-names.js';
import type { KeptState } from './provider-state/provider-state.js';
import type { StateOrigin } from './provider-state/provider-state.js';

/** What the conversion of a reply needs to know of its request. */
export interface ResponseContext {
  /** The model by the name that the client asked for; it is the reply's `model`. */
  readonly requestedModel: string;
  readonly toolNames: ToolNames;
  readonly createId: () => string;
  /** `omitted` keeps the block, for its place and signature, without its text. */
  readonly reasoning: 'shown' | 'omitted' | 'hidden';
  /** Where the reply is from. */
  readonly origin: StateOrigin;
  readonly keptState: KeptState;
  readonly thinkTags: ProviderProfile['thinkTags'];
  /** The beginning of the answer, by the client, that the upstream will repeat; empty when there is none. */
  readonly echo: string;
  readonly stopSequences: readonly string[];
  /** The stop sequences that the upstream was not asked for, so that we look for them. */
  readonly emulatedStops: readonly string[];
  /** The client warms a cache (`max_tokens: 0`) and wants no output. */
  readonly discardsOutput: boolean;
  readonly estimateInputTokens: () => number;
  /** Converts an error that the upstream reports inside a reply. */
  readonly classifyInBandError: (error: unknown) => ApiError;
}

import type { ProviderProfile } from '../../providers/provider-profile.js';
import type { ApiError } from '../../errors/api-error.js';
import type { ToolCallIds } from './tool-call-ids.js';
import type { ToolNames } from './tool-names.js';
import type { KeptState } from './provider-state/envelope.js';
import type { StateOrigin } from './provider-state/envelope.js';

/** What the conversion of a response needs to know about its request. */
export interface ResponseContext {
  /** The model name that the client requested; it is the `model` of the response. */
  readonly requestedModel: string;
  readonly toolNames: ToolNames;
  readonly createId: () => string;
  readonly callIds: ToolCallIds;
  /** `omitted` keeps the block, for its place and signature, without its text. */
  readonly reasoning: 'shown' | 'omitted' | 'hidden';
  /** Where the response comes from. */
  readonly origin: StateOrigin;
  readonly keptState: KeptState;
  readonly thinkTags: ProviderProfile['thinkTags'];
  readonly usage: ProviderProfile['usage'];
  /** The prefill that the upstream will repeat; empty when there is none. */
  readonly echo: string;
  readonly stopSequences: readonly string[];
  /** The stop sequences that the upstream was not sent, so that the proxy looks for them. */
  readonly emulatedStops: readonly string[];
  /** The client warms up a cache (`max_tokens: 0`) and expects no output. */
  readonly discardsOutput: boolean;
  readonly estimateInputTokens: () => number;
  /** Converts an error that the upstream reports inside a response. */
  readonly classifyInBandError: (error: unknown) => ApiError;
  readonly onUnknownFinishReason: (reason: string) => void;
}

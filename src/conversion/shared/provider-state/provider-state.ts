import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** What an upstream requires back with the next request, and the Messages API has no field for. */
export interface ProviderState {
  /** Reasoning that the client is not shown. */
  readonly reasoning?: string;
  readonly details?: readonly ChatReasoningDetail[];
  /** What came with a tool call, by the call's id as the client knows it. */
  readonly call?: { readonly id: string; readonly extra: Readonly<Record<string, unknown>> };
}

/** Where state comes from; it is valid only there. */
export interface StateOrigin {
  readonly profile: string;
  /** The model by its upstream name. */
  readonly model: string;
}

/** Which state of a response is kept for the next request. */
export interface KeptState {
  /** Reasoning that the client is not shown, and so could not bring back. */
  readonly reasoning: boolean;
  readonly details: boolean;
  /** What comes with tool calls. */
  readonly calls: boolean;
}

/** Resolves which state an upstream requires back. */
export function resolveKeptState(
  { reasoningReplay, returnsThoughtSignatures }: ProviderProfile,
  isReasoningShown: boolean,
): KeptState {
  return {
    reasoning: !isReasoningShown && reasoningReplay !== 'none',
    details: reasoningReplay === 'reasoning_details',
    calls: returnsThoughtSignatures,
  };
}

/** Creates state from reasoning details, or else from reasoning that the client is not shown, if there is any. */
export function createReasoningState(
  reasoning: string,
  details: readonly ChatReasoningDetail[],
): ProviderState | undefined {
  if (details.length > 0) return { details };
  return reasoning.trim() === '' ? undefined : { reasoning };
}

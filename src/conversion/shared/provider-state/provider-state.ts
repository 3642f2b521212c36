import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** What an upstream wants back with the next request, and a Messages client has no field for. */
export interface ProviderState {
  /** Reasoning that the client is not shown. */
  readonly reasoning?: string;
  readonly details?: readonly ChatReasoningDetail[];
  /** What came with a tool call, by the call's id as the client knows it. */
  readonly call?: { readonly id: string; readonly extra: Readonly<Record<string, unknown>> };
}

/** Where state is from, and alone is of use. */
export interface StateOrigin {
  readonly profile: string;
  /** The model by its upstream name. */
  readonly model: string;
}

/** Which state of a reply is kept for the next request. */
export interface KeptState {
  /** Reasoning that the client is not shown, and so could not bring back. */
  readonly reasoning: boolean;
  readonly details: boolean;
  /** What comes with tool calls. */
  readonly calls: boolean;
}

/** Tells which state an upstream wants back. */
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

/** Makes state of the details of reasoning, or else of the reasoning that the client is not shown, if there is any. */
export function createReasoningState(
  reasoning: string,
  details: readonly ChatReasoningDetail[],
): ProviderState | undefined {
  if (details.length > 0) return { details };
  return reasoning.trim() === '' ? undefined : { reasoning };
}

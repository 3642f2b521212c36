import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';

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
  readonly dialect: string;
  /** The model by its upstream name. */
  readonly model: string;
}

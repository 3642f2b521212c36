import type { ChatResponseMessage, ChatUsage } from './chat-completion.js';

/**
 * A `chat.completion.chunk` of a streamed response. Every field is optional and nullable, because providers differ and
 * deviate from the specification.
 */
export interface ChatChunk {
  readonly id?: string | null;
  /** Older vLLM: `error` marks an error whose fields are on the same level. */
  readonly object?: string | null;
  readonly choices?: readonly (ChatChunkChoice | null)[] | null;
  readonly usage?: ChatUsage | null;
  readonly service_tier?: string | null;
  readonly x_groq?: { readonly usage?: ChatUsage | null; readonly error?: unknown } | null;
  /** An error during the stream: an object or a string. */
  readonly error?: unknown;
}

export interface ChatChunkChoice {
  readonly index?: number | null;
  readonly delta?: ChatResponseMessage | null;
  readonly finish_reason?: string | null;
  readonly stop_reason?: string | number | null;
  readonly matched_stop?: string | number | null;
  /** OpenRouter: the reason for the finish_reason `error`. */
  readonly error?: unknown;
}

/** The value of a `data:` line of the stream. */
export type ChatStreamItem = ChatChunk | '[DONE]';

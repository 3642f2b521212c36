/** One `chat.completion.chunk` of a streamed reply. Every field is optional or null: upstreams differ, and some lie. */
import type { ChatResponseMessage, ChatUsage } from './chat-completion.js';

export interface ChatChunk {
  readonly id?: string | null;
  /** `error` marks an error whose fields stand beside it (older vLLM). */
  readonly object?: string | null;
  readonly choices?: readonly (ChatChunkChoice | null)[] | null;
  readonly usage?: ChatUsage | null;
  readonly service_tier?: string | null;
  readonly x_groq?: { readonly usage?: ChatUsage | null; readonly error?: unknown } | null;
  /** An error in the middle of a stream: an object or a string. */
  readonly error?: unknown;
}

export interface ChatChunkChoice {
  readonly index?: number | null;
  readonly delta?: ChatResponseMessage | null;
  readonly finish_reason?: string | null;
  readonly stop_reason?: string | number | null;
  readonly matched_stop?: string | number | null;
  /** OpenRouter: why the finish_reason is `error`. */
  readonly error?: unknown;
}

/** What one `data:` line of the upstream's stream holds. */
export type ChatStreamItem = ChatChunk | '[DONE]';

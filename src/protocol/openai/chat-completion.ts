/**
 * A Chat Completions response that is not streamed. Every field is optional and nullable, because providers differ and
 * deviate from the specification.
 */
export interface ChatCompletion {
  readonly id?: string | null;
  readonly object?: string | null;
  readonly choices?: readonly (ChatChoice | null)[] | null;
  readonly usage?: ChatUsage | null;
  readonly service_tier?: string | null;
  /** Groq reports its usage here as well. */
  readonly x_groq?: { readonly usage?: ChatUsage | null; readonly error?: unknown } | null;
  /** Some providers return errors with status 200. */
  readonly error?: unknown;
}

export interface ChatChoice {
  readonly index?: number | null;
  readonly message?: ChatResponseMessage | null;
  readonly finish_reason?: string | null;
  /** OpenRouter: the reason that the underlying provider reports. */
  readonly native_finish_reason?: string | null;
  /** vLLM and SGLang: the stop string that ended the text, or a token id. */
  readonly stop_reason?: string | number | null;
  readonly matched_stop?: string | number | null;
  /** OpenRouter: the reason for the finish_reason `error`. */
  readonly error?: unknown;
}

export interface ChatResponseMessage {
  readonly content?: string | readonly (ChatResponsePart | null)[] | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  /** A string, an object with `text`, or an array of these. */
  readonly reasoning?: unknown;
  /** GitHub Copilot. */
  readonly reasoning_text?: string | null;
  readonly reasoning_details?: readonly ChatReasoningDetail[] | null;
  readonly tool_calls?: readonly (ChatToolCallFragment | null)[] | null;
  readonly function_call?: ChatFunctionFragment | null;
}

/** A part of array content: text, a refusal, or (Mistral, Databricks) thinking, which contains text parts. */
export interface ChatResponsePart {
  readonly type?: string | null;
  readonly text?: string | null;
  readonly refusal?: string | null;
  readonly thinking?: string | readonly ChatResponsePart[] | null;
  readonly summary?: string | readonly ChatResponsePart[] | null;
}

/** OpenRouter: a part of the reasoning in plain text, summarized or encrypted. */
export interface ChatReasoningDetail {
  readonly type?: string | null;
  readonly id?: string | null;
  readonly index?: number | null;
  readonly format?: string | null;
  readonly text?: string | null;
  readonly signature?: string | null;
  readonly summary?: string | null;
  readonly data?: string | null;
}

/** A tool call or, in a stream, a fragment of one. */
export interface ChatToolCallFragment {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly function?: ChatFunctionFragment | null;
  /** Gemini: `google.thought_signature`. */
  readonly extra_content?: unknown;
}

interface ChatFunctionFragment {
  readonly name?: string | null;
  /** JSON text. Some providers send the object itself. */
  readonly arguments?: unknown;
}

/** Token counts under all names that providers use. */
export interface ChatUsage {
  readonly prompt_tokens?: number | null;
  readonly completion_tokens?: number | null;
  readonly total_tokens?: number | null;
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number | null;
    readonly cache_write_tokens?: number | null;
    readonly cache_creation_input_tokens?: number | null;
    readonly cache_creation_tokens?: number | null;
  } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number | null } | null;
  readonly prompt_cache_hit_tokens?: number | null;
  readonly cached_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
}

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
  /** OpenRouter: the reason that the underlying provider reports. */
  readonly native_finish_reason?: string | null;
  readonly stop_reason?: string | number | null;
  readonly matched_stop?: string | number | null;
  /** OpenRouter: the reason for the finish_reason `error`. */
  readonly error?: unknown;
}

/** The value of a `data:` line of the stream. */
export type ChatStreamItem = ChatChunk | '[DONE]';

/** A non-streamed Chat Completions reply. Everything is optional or null: upstreams differ, and some lie. */

export interface ChatCompletion {
  readonly id?: string | null;
  readonly object?: string | null;
  readonly choices?: readonly (ChatChoice | null)[] | null;
  readonly usage?: ChatUsage | null;
  readonly service_tier?: string | null;
  /** Groq reports its usage here as well. */
  readonly x_groq?: { readonly usage?: ChatUsage | null; readonly error?: unknown } | null;
  /** Some upstreams answer an error with status 200. */
  readonly error?: unknown;
}

export interface ChatChoice {
  readonly index?: number | null;
  readonly message?: ChatResponseMessage | null;
  readonly finish_reason?: string | null;
  /** vLLM and SGLang: the stop string that ended the text, or a token id. */
  readonly stop_reason?: string | number | null;
  readonly matched_stop?: string | number | null;
  /** OpenRouter: why the finish_reason is `error`. */
  readonly error?: unknown;
}

export interface ChatResponseMessage {
  readonly content?: string | readonly (ChatResponsePart | null)[] | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  /** A string, an object with `text`, or a list of either. */
  readonly reasoning?: unknown;
  readonly reasoning_details?: readonly ChatReasoningDetail[] | null;
  readonly tool_calls?: readonly (ChatToolCallFragment | null)[] | null;
  readonly function_call?: ChatFunctionFragment | null;
}

/** A part of an array-shaped content (Mistral): text, refusal, or thinking that holds text parts of its own. */
export interface ChatResponsePart {
  readonly type?: string | null;
  readonly text?: string | null;
  readonly refusal?: string | null;
  readonly thinking?: string | readonly ChatResponsePart[] | null;
}

/** A piece of reasoning at OpenRouter: readable, summarised or encrypted. */
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

/** A call, or in a stream a piece of one. */
export interface ChatToolCallFragment {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly function?: ChatFunctionFragment | null;
  /** Gemini: `google.thought_signature`. */
  readonly extra_content?: unknown;
}

export interface ChatFunctionFragment {
  readonly name?: string | null;
  /** JSON text; some upstreams send the object itself. */
  readonly arguments?: unknown;
}

/** Token counts by any of the names that providers use. */
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

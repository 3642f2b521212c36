/**
 * A response of the Responses API. Every field is optional and nullable, because servers differ and deviate from the
 * specification.
 */
export interface ResponsesResponse {
  readonly object?: string | null;
  readonly model?: string | null;
  readonly status?: string | null;
  readonly output?: readonly (ResponsesOutputItem | null)[] | null;
  readonly usage?: ResponsesUsage | null;
  readonly service_tier?: string | null;
  readonly incomplete_details?: { readonly reason?: string | null } | null;
  readonly error?: unknown;
}

/** An item of the output: which fields it has depends on its type. */
export interface ResponsesOutputItem {
  readonly type?: string | null;
  readonly id?: string | null;
  readonly status?: string | null;
  /** Of messages, and of reasoning that open models show. */
  readonly content?: readonly (ResponsesOutputPart | null)[] | null;
  /** Of reasoning. */
  readonly summary?: readonly (ResponsesOutputPart | null)[] | null;
  readonly encrypted_content?: string | null;
  /** Of calls. */
  readonly call_id?: string | null;
  readonly name?: string | null;
  /** Of tools that were found by a search. */
  readonly namespace?: string | null;
  /** JSON text; of tool searches, an object. */
  readonly arguments?: unknown;
  /** Of web searches. */
  readonly action?: ResponsesSearchAction | null;
  /** Of tool searches: who runs them, and what they found. */
  readonly execution?: string | null;
  readonly tools?: readonly (ResponsesFoundTool | null)[] | null;
}

export interface ResponsesOutputPart {
  readonly type?: string | null;
  readonly text?: string | null;
  readonly refusal?: string | null;
  readonly annotations?: readonly (ResponsesAnnotation | null)[] | null;
}

export interface ResponsesAnnotation {
  readonly type?: string | null;
  readonly start_index?: number | null;
  readonly end_index?: number | null;
  readonly url?: string | null;
  readonly title?: string | null;
}

export interface ResponsesSearchAction {
  readonly type?: string | null;
  readonly query?: string | null;
  readonly queries?: readonly string[] | null;
  readonly sources?: readonly ({ readonly type?: string | null; readonly url?: string | null } | null)[] | null;
}

export interface ResponsesFoundTool {
  readonly type?: string | null;
  readonly name?: string | null;
  /** Of a namespace. */
  readonly tools?: readonly (ResponsesFoundTool | null)[] | null;
}

export interface ResponsesUsage {
  readonly input_tokens?: number | null;
  readonly input_tokens_details?: {
    readonly cached_tokens?: number | null;
    readonly cache_write_tokens?: number | null;
    readonly cache_write_tokens_details?: { readonly ttl_12h_tokens?: number | null } | null;
  } | null;
  readonly output_tokens?: number | null;
  readonly output_tokens_details?: { readonly reasoning_tokens?: number | null } | null;
  readonly total_tokens?: number | null;
}

/** An event of a streamed response: which fields it has depends on its type. */
export interface ResponsesEvent {
  readonly type: string;
  /** Of the events that concern the whole response. */
  readonly response?: ResponsesResponse | null;
  readonly output_index?: number | null;
  readonly item_id?: string | null;
  readonly item?: ResponsesOutputItem | null;
  readonly content_index?: number | null;
  readonly summary_index?: number | null;
  readonly delta?: string | null;
  readonly text?: string | null;
  readonly refusal?: string | null;
  readonly part?: ResponsesOutputPart | null;
  readonly annotation?: ResponsesAnnotation | null;
  readonly arguments?: string | null;
  readonly name?: string | null;
  /** Of the type `error`; OpenAI also sends its fields on the same level. */
  readonly error?: unknown;
}

/** An event, or the `[DONE]` that some servers send at the end. */
export type ResponsesStreamItem = ResponsesEvent | '[DONE]';

import type { ChatReasoningEffort } from './chat-request.js';

/** A request of the Responses API as the proxy sends it. An absent value is an absent key, never null. */
export interface ResponsesRequest {
  readonly model: string;
  readonly input: readonly ResponsesInputItem[];
  readonly instructions?: string;
  /** The upstream keeps nothing: all state is in the client's messages. */
  readonly store?: false;
  readonly stream?: true;
  readonly stream_options?: { readonly include_obfuscation: false };
  readonly max_output_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly tools?: readonly ResponsesTool[];
  readonly tool_choice?: ResponsesToolChoice;
  readonly parallel_tool_calls?: false;
  readonly reasoning?: ResponsesReasoning;
  readonly text?: { readonly format: ResponsesTextFormat };
  readonly include?: readonly ResponsesInclude[];
  readonly prompt_cache_key?: string;
  readonly prompt_cache_options?: { readonly prewarm: true };
  readonly safety_identifier?: string;
  readonly service_tier?: 'default' | 'priority';
}

export type ResponsesInclude = 'reasoning.encrypted_content' | 'web_search_call.action.sources';

export interface ResponsesReasoning {
  readonly effort?: ChatReasoningEffort;
  readonly summary?: 'auto';
}

export type ResponsesTextFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean;
    };

/** Without ids: with `store: false`, an id refers to an item that the upstream does not have. */
export type ResponsesInputItem =
  | ResponsesMessage
  | ResponsesAssistantMessage
  | ResponsesReasoningItem
  | ResponsesFunctionCall
  | ResponsesFunctionCallOutput
  | ResponsesAdditionalTools
  | ResponsesConfigurationUpdate;

export interface ResponsesMessage {
  readonly type: 'message';
  readonly role: 'user' | 'system' | 'developer';
  readonly content: readonly ResponsesContentPart[];
}

export interface ResponsesAssistantMessage {
  readonly type: 'message';
  readonly role: 'assistant';
  /** Parts would require `annotations`, `id` and `status` on some servers. */
  readonly content: string;
  readonly phase?: 'commentary' | 'final_answer';
}

export interface ResponsesReasoningItem {
  readonly type: 'reasoning';
  readonly summary: readonly [];
  readonly encrypted_content?: string;
  /** Open models. */
  readonly content?: readonly { readonly type: 'reasoning_text'; readonly text: string }[];
}

export interface ResponsesFunctionCall {
  readonly type: 'function_call';
  readonly call_id: string;
  readonly name: string;
  /** A JSON text. */
  readonly arguments: string;
  /** Unchanged from the response: the group of a tool that the upstream's own search found. */
  readonly namespace?: string;
}

export interface ResponsesFunctionCallOutput {
  readonly type: 'function_call_output';
  readonly call_id: string;
  readonly output: string | readonly ResponsesContentPart[];
}

/** Tools that are available from here on. */
export interface ResponsesAdditionalTools {
  readonly type: 'additional_tools';
  readonly role: 'developer';
  readonly tools: readonly ResponsesFunctionTool[];
}

/** Settings that apply from here on. */
export interface ResponsesConfigurationUpdate {
  readonly type: 'configuration_update';
  readonly reasoning: { readonly effort: ChatReasoningEffort };
}

export type ResponsesContentPart = {
  /** Marks the end of a prompt prefix to be cached. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
} & (
  | { readonly type: 'input_text'; readonly text: string }
  | { readonly type: 'input_image'; readonly image_url: string; readonly detail: 'auto' }
  | { readonly type: 'input_file'; readonly filename: string; readonly file_data: string }
);

export type ResponsesTool = ResponsesFunctionTool | ResponsesWebSearchTool | { readonly type: 'tool_search' };

export interface ResponsesFunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Without it, OpenAI tries strict mode, which can make optional properties required. */
  readonly strict?: boolean;
  /** The upstream's tool search finds it. */
  readonly defer_loading?: true;
}

export interface ResponsesWebSearchTool {
  readonly type: 'web_search';
  readonly filters?: { readonly allowed_domains: readonly string[] };
  readonly user_location?: ResponsesUserLocation;
}

export interface ResponsesUserLocation {
  readonly type: 'approximate';
  readonly city?: string;
  readonly country?: string;
  readonly region?: string;
  readonly timezone?: string;
}

export type ResponsesToolChoice =
  | 'auto'
  | 'required'
  | 'none'
  | ResponsesNamedTool
  | {
      readonly type: 'allowed_tools';
      readonly mode: 'auto' | 'required';
      readonly tools: readonly (ResponsesNamedTool | { readonly type: 'web_search' })[];
    };

export interface ResponsesNamedTool {
  readonly type: 'function';
  readonly name: string;
}

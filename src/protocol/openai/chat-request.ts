import type { ChatReasoningDetail } from './chat-completion.js';

/** A Chat Completions request as the proxy sends it. An absent value is an absent key, never null. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: true;
  readonly stream_options?: { readonly include_usage: true; readonly continuous_usage_stats?: true };
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly stop?: readonly string[];
  readonly tools?: readonly ChatTool[];
  readonly tool_choice?: ChatToolChoice;
  readonly parallel_tool_calls?: false;
  readonly reasoning_effort?: ChatReasoningEffort;
  readonly response_format?: ChatResponseFormat;
  readonly prompt_cache_key?: string;
  readonly safety_identifier?: string;
  readonly service_tier?: 'default';
  /** OpenRouter. */
  readonly reasoning?: ChatReasoning;
  readonly usage?: { readonly include: true };
  /** DeepSeek, Moonshot. */
  readonly thinking?: { readonly type: 'enabled' | 'disabled' };
  /** DashScope. */
  readonly enable_thinking?: boolean;
  readonly thinking_budget?: number;
  readonly preserve_thinking?: true;
  /** vLLM, SGLang, llama.cpp: variables of the chat template. */
  readonly chat_template_kwargs?: Readonly<Record<string, boolean | string>>;
  /** llama.cpp. */
  readonly thinking_budget_tokens?: number;
  /** Groq. */
  readonly reasoning_format?: 'parsed';
  /** vLLM, SGLang: the last message is the start of the response. */
  readonly continue_final_message?: true;
  readonly add_generation_prompt?: false;
}

export interface ChatReasoning {
  readonly enabled?: boolean;
  readonly effort?: ChatReasoningEffort;
  readonly max_tokens?: number;
  readonly exclude?: true;
}

export type ChatReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export type ChatResponseFormat = { readonly type: 'json_object' } | ChatSchemaFormat;

export interface ChatSchemaFormat {
  readonly type: 'json_schema';
  readonly json_schema: {
    readonly name: string;
    readonly schema: Readonly<Record<string, unknown>>;
    readonly strict?: boolean;
  };
}

export type ChatMessage = ChatSystemMessage | ChatUserMessage | ChatAssistantMessage | ChatToolMessage;

export interface ChatSystemMessage {
  readonly role: 'system';
  /** Parts if one of them has a cache marker. */
  readonly content: string | readonly ChatContentPart[];
}

export interface ChatUserMessage {
  readonly role: 'user';
  readonly content: string | readonly ChatContentPart[];
}

export interface ChatAssistantMessage {
  readonly role: 'assistant';
  readonly content?: string | readonly ChatAssistantPart[] | null;
  readonly tool_calls?: readonly ChatToolCall[];
  readonly reasoning?: string;
  readonly reasoning_content?: string;
  /** OpenRouter: unchanged from its response. */
  readonly reasoning_details?: readonly ChatReasoningDetail[];
  /** Mistral: the response starts with this message. */
  readonly prefix?: true;
}

/** Text with a cache marker, or reasoning in Mistral's format. */
export type ChatAssistantPart =
  | { readonly type: 'thinking'; readonly thinking: readonly { readonly type: 'text'; readonly text: string }[] }
  | (ChatCacheable & { readonly type: 'text'; readonly text: string });

export interface ChatToolMessage {
  readonly role: 'tool';
  readonly tool_call_id: string;
  /** Parts if the provider accepts them in tool messages. */
  readonly content: string | readonly ChatContentPart[];
}

export type ChatContentPart = ChatCacheable &
  (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }
    | { readonly type: 'file'; readonly file: { readonly filename: string; readonly file_data: string } }
  );

/** Marks the end of a prompt prefix to be cached. */
export interface ChatCacheable {
  /** OpenRouter, DashScope: the format of the Messages API. */
  readonly cache_control?: ChatCacheControl;
  /** OpenAI. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
}

export interface ChatCacheControl {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h';
}

export interface ChatToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
  /** Gemini: unchanged from its response. */
  readonly extra_content?: Readonly<Record<string, unknown>>;
}

export interface ChatTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly strict?: true;
  };
}

export type ChatToolChoice =
  'auto' | 'required' | 'any' | 'none' | { readonly type: 'function'; readonly function: { readonly name: string } };

/** The Messages API's replies as clients expect them. Field names are the wire's own. */

/** The reply to POST /v1/messages. */
export interface Message {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly ContentBlock[];
  readonly stop_reason: StopReason | null;
  readonly stop_sequence: string | null;
  readonly stop_details: StopDetails | null;
  readonly container: null;
  readonly diagnostics: null;
  readonly usage: Usage;
}

export type ContentBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock;

export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
  readonly citations: null;
}

export interface ThinkingBlock {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature: string;
}

export interface RedactedThinkingBlock {
  readonly type: 'redacted_thinking';
  readonly data: string;
}

export interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  /** Present when the tool is a member of a toolset. */
  readonly toolset_name?: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The model itself, not a server tool, made the call. */
  readonly caller: { readonly type: 'direct' };
}

export type StopReason =
  'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'pause_turn' | 'refusal' | 'model_context_window_exceeded';

export interface StopDetails {
  readonly type: 'refusal';
  readonly category: null;
  readonly explanation: string | null;
}

/** All counts are tokens. `input_tokens` excludes what the cache read or wrote. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  } | null;
  readonly output_tokens_details: { readonly thinking_tokens: number } | null;
  readonly server_tool_use: null;
  readonly inference_geo: null;
  readonly speed: null;
  readonly service_tier: 'standard' | 'priority';
}

/** The reply to POST /v1/messages/count_tokens. */
export interface TokenCount {
  readonly input_tokens: number;
  readonly context_management?: { readonly original_input_tokens: number };
}

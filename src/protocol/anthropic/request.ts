/** The Messages API's requests as clients send them. Field names are the wire's own. */

export interface CreateMessageRequest extends CacheMarked {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly MessageParam[];
  readonly system?: string | readonly ContentBlockParam[] | null;
  readonly stream?: boolean | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly top_k?: number | null;
  readonly stop_sequences?: readonly string[] | null;
  readonly tools?: readonly (ToolParam | ToolsetParam)[] | null;
  readonly tool_choice?: ToolChoice | null;
  readonly thinking?: ThinkingConfig | null;
  readonly output_config?: OutputConfig | null;
  /** The beta form of `output_config.format`. */
  readonly output_format?: OutputFormat | null;
  readonly metadata?: { readonly user_id?: string | null } | null;
  readonly service_tier?: string | null;
}

/** The fields that count_tokens reads; `max_tokens` is not required there. */
export type CountTokensRequest = Omit<CreateMessageRequest, 'max_tokens' | 'stream'>;

export interface MessageParam {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: string | readonly ContentBlockParam[];
  /** Of system turns: until when the model is shown the text. */
  readonly clear_at?: 'next_user_message' | 'never' | null;
}

export type ContentBlockParam = CacheMarked &
  (
    | TextBlockParam
    | ImageBlockParam
    | DocumentBlockParam
    | SearchResultBlockParam
    | ToolUseBlockParam
    | ToolResultBlockParam
    | ToolReferenceBlockParam
    | BrowserStateBlockParam
    | ToolChangeBlockParam
    | ThinkingBlockParam
    | RedactedThinkingBlockParam
    | CompactionBlockParam
    | ServerToolUseBlockParam
    | ServerToolResultBlockParam
  );

/** Marks the end of a beginning of the prompt that is worth caching. */
export interface CacheMarked {
  readonly cache_control?: CacheControl | null;
}

export interface CacheControl {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h' | null;
}

export interface TextBlockParam {
  readonly type: 'text';
  readonly text: string;
}

export interface ImageBlockParam {
  readonly type: 'image';
  readonly source: Base64Source | UrlSource | FileSource;
}

export interface DocumentBlockParam {
  readonly type: 'document';
  readonly source: Base64Source | UrlSource | FileSource | PlainTextSource | ContentSource;
  readonly title?: string | null;
  readonly context?: string | null;
}

export interface Base64Source {
  readonly type: 'base64';
  readonly media_type: string;
  readonly data: string;
}

export interface UrlSource {
  readonly type: 'url';
  readonly url: string;
}

export interface FileSource {
  readonly type: 'file';
  readonly file_id: string;
}

export interface PlainTextSource {
  readonly type: 'text';
  readonly data: string;
}

export interface ContentSource {
  readonly type: 'content';
  readonly content: string | readonly ContentBlockParam[];
}

export interface SearchResultBlockParam {
  readonly type: 'search_result';
  readonly title: string;
  readonly source: string;
  readonly content: readonly ContentBlockParam[];
}

export interface ToolUseBlockParam {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
  /** The toolset that the tool is a member of. */
  readonly toolset_name?: string | null;
}

export interface ToolResultBlockParam extends CacheMarked {
  readonly type: 'tool_result';
  readonly tool_use_id: string;
  readonly content?: string | readonly ContentBlockParam[] | null;
  readonly is_error?: boolean | null;
}

/** Names a deferred tool that a tool search has loaded. */
export interface ToolReferenceBlockParam {
  readonly type: 'tool_reference';
  readonly tool_name: string;
}

/** What a browser shows after a call of the browser toolset (inside tool results only). */
export interface BrowserStateBlockParam {
  readonly type: 'browser_state';
  readonly tabs: readonly unknown[];
  readonly state_changes?: readonly unknown[] | null;
}

/** Adds or removes a tool in the middle of a conversation (system turns only). */
export interface ToolChangeBlockParam {
  readonly type: 'tool_addition' | 'tool_removal';
  readonly tool?: ToolChangeTarget | null;
}

export type ToolChangeTarget =
  | { readonly type: 'tool_reference'; readonly name: string }
  | { readonly type: 'tool_definition'; readonly definition: ToolParam };

export interface ThinkingBlockParam {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature?: string;
}

export interface RedactedThinkingBlockParam {
  readonly type: 'redacted_thinking';
  readonly data: string;
}

export interface CompactionBlockParam {
  readonly type: 'compaction';
  readonly content?: string | null;
}

export interface ServerToolUseBlockParam {
  readonly type: 'server_tool_use' | 'mcp_tool_use';
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
}

export interface ServerToolResultBlockParam {
  readonly type:
    | 'web_search_tool_result'
    | 'web_fetch_tool_result'
    | 'code_execution_tool_result'
    | 'bash_code_execution_tool_result'
    | 'text_editor_code_execution_tool_result'
    | 'tool_search_tool_result'
    | 'mcp_tool_result';
  readonly tool_use_id: string;
  readonly content?: unknown;
}

/** A client's own tool (`type` absent, null or `custom`), or a tool that Anthropic defines (`web_search_20250305`, …). */
export interface ToolParam {
  readonly name: string;
  readonly type?: string | null;
  readonly description?: string | null;
  readonly input_schema?: JsonSchema | null;
  readonly strict?: boolean | null;
  readonly defer_loading?: boolean | null;
  readonly input_examples?: readonly unknown[] | null;
  /** Of computer tools. */
  readonly display_width_px?: number | null;
  readonly display_height_px?: number | null;
  readonly enable_zoom?: boolean | null;
}

/** Declares all tools of a family at once. */
export interface ToolsetParam {
  readonly type: 'computer_toolset_20260801' | 'browser_toolset_20260801';
  readonly configs?: Readonly<Record<string, ToolsetMemberConfig | null>> | null;
}

export interface ToolsetMemberConfig {
  readonly enabled?: boolean | null;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export type ToolChoice =
  | { readonly type: 'auto' | 'any'; readonly disable_parallel_tool_use?: boolean | null }
  | { readonly type: 'tool'; readonly name: string; readonly disable_parallel_tool_use?: boolean | null }
  | { readonly type: 'none' };

export interface ThinkingConfig {
  readonly type: 'enabled' | 'disabled' | 'adaptive' | 'between_tools';
  readonly budget_tokens?: number | null;
  readonly display?: 'summarized' | 'omitted' | 'updates' | null;
}

export interface OutputConfig {
  readonly effort?: Effort | null;
  readonly format?: OutputFormat | null;
}

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface OutputFormat {
  readonly type: 'json_schema';
  readonly schema: JsonSchema;
}

/** The Messages API's responses. Field names are those of the wire. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { anyJsonObject, list, nullable, object } from './schema.js';

const tokenCount = Type.Integer({ minimum: 0 });

export const textCitation = object(
  {
    type: Type.Literal('web_search_result_location'),
    url: Type.String(),
    title: nullable(Type.String()),
    encrypted_index: Type.String(),
    cited_text: Type.String(),
  },
  { $id: 'TextCitation' },
);
export type TextCitation = Static<typeof textCitation>;

// Anthropic leaves `citations` out of text without any; clients that validate responses reject null (vercel/ai).
const textBlock = object(
  { type: Type.Literal('text'), text: Type.String(), citations: Type.Optional(list(textCitation)) },
  { $id: 'TextBlock' },
);
export type TextBlock = Static<typeof textBlock>;

const thinkingBlock = object(
  {
    type: Type.Literal('thinking'),
    thinking: Type.String(),
    signature: Type.String({
      description: 'Contains what the provider requires in later requests. Send it with the next request.',
    }),
  },
  { $id: 'ThinkingBlock' },
);
export type ThinkingBlock = Static<typeof thinkingBlock>;

const redactedThinkingBlock = object(
  { type: Type.Literal('redacted_thinking'), data: Type.String() },
  { $id: 'RedactedThinkingBlock' },
);
export type RedactedThinkingBlock = Static<typeof redactedThinkingBlock>;

const toolUseBlock = object(
  {
    type: Type.Literal('tool_use'),
    id: Type.String(),
    name: Type.String(),
    toolset_name: Type.Optional(Type.String({ description: 'Present if the tool belongs to a toolset.' })),
    input: anyJsonObject(),
    caller: object(
      { type: Type.Literal('direct') },
      { description: 'The model itself made the call, not a server tool.' },
    ),
  },
  { $id: 'ToolUseBlock' },
);
export type ToolUseBlock = Static<typeof toolUseBlock>;

const serverToolUseBlock = object(
  {
    type: Type.Literal('server_tool_use'),
    id: Type.String({ pattern: '^srvtoolu_' }),
    name: Type.String(),
    input: anyJsonObject(),
    caller: object({ type: Type.Literal('direct') }),
  },
  { $id: 'ServerToolUseBlock', description: 'A call of a tool that the provider runs itself.' },
);
export type ServerToolUseBlock = Static<typeof serverToolUseBlock>;

const webSearchResult = object(
  {
    type: Type.Literal('web_search_result'),
    url: Type.String(),
    title: Type.String(),
    encrypted_content: Type.String(),
    page_age: Type.Null(),
  },
  { $id: 'WebSearchResultBlock' },
);
export type WebSearchResultBlock = Static<typeof webSearchResult>;

const webSearchToolResultBlock = object(
  {
    type: Type.Literal('web_search_tool_result'),
    tool_use_id: Type.String(),
    content: Type.Union([
      list(webSearchResult),
      object(
        { type: Type.Literal('web_search_tool_result_error'), error_code: Type.Literal('unavailable') },
        { $id: 'WebSearchToolResultError' },
      ),
    ]),
    caller: object({ type: Type.Literal('direct') }),
  },
  { $id: 'WebSearchToolResultBlock' },
);
export type WebSearchToolResultBlock = Static<typeof webSearchToolResultBlock>;

const toolSearchToolResultBlock = object(
  {
    type: Type.Literal('tool_search_tool_result'),
    tool_use_id: Type.String(),
    content: object({
      type: Type.Literal('tool_search_tool_search_result'),
      tool_references: list(object({ type: Type.Literal('tool_reference'), tool_name: Type.String() })),
    }),
  },
  { $id: 'ToolSearchToolResultBlock' },
);
export type ToolSearchToolResultBlock = Static<typeof toolSearchToolResultBlock>;

export const contentBlock = Type.Union(
  [
    textBlock,
    thinkingBlock,
    redactedThinkingBlock,
    toolUseBlock,
    serverToolUseBlock,
    webSearchToolResultBlock,
    toolSearchToolResultBlock,
  ],
  { $id: 'ContentBlock' },
);
export type ContentBlock = Static<typeof contentBlock>;

export const stopReason = Type.Enum(
  ['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal', 'model_context_window_exceeded'],
  { $id: 'StopReason' },
);
export type StopReason = Static<typeof stopReason>;

export const stopDetails = object(
  { type: Type.Literal('refusal'), category: Type.Null(), explanation: nullable(Type.String()) },
  { $id: 'StopDetails' },
);
export type StopDetails = Static<typeof stopDetails>;

/** The counts at the end of a stream, which a whole message has as well. */
const finalCounts = {
  input_tokens: Type.Integer({ minimum: 0, description: 'Without the tokens that the cache read or wrote.' }),
  output_tokens: tokenCount,
  cache_creation_input_tokens: tokenCount,
  cache_read_input_tokens: tokenCount,
  output_tokens_details: nullable(object({ thinking_tokens: tokenCount })),
  server_tool_use: nullable(object({ web_search_requests: tokenCount, web_fetch_requests: tokenCount })),
};

export const finalUsage = object(finalCounts, { $id: 'FinalUsage' });

const usage = object(
  {
    ...finalCounts,
    cache_creation: nullable(object({ ephemeral_5m_input_tokens: tokenCount, ephemeral_1h_input_tokens: tokenCount })),
    inference_geo: Type.Null(),
    speed: Type.Null(),
    service_tier: Type.Enum(['standard', 'priority']),
  },
  { $id: 'Usage', description: 'The counts of the provider, or an estimate if it reports none.' },
);
export type Usage = Static<typeof usage>;

/** The counts that are accounted. */
export type ResponseUsage = Pick<
  Usage,
  'input_tokens' | 'output_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'
>;

/** The response to POST /v1/messages. */
export const message = object(
  {
    id: Type.String({ pattern: '^msg_' }),
    type: Type.Literal('message'),
    role: Type.Literal('assistant'),
    model: Type.String({ description: 'The name that the client requested.' }),
    content: list(contentBlock),
    stop_reason: nullable(stopReason),
    stop_sequence: nullable(Type.String()),
    stop_details: nullable(stopDetails),
    container: Type.Null(),
    diagnostics: Type.Null(),
    usage,
  },
  { $id: 'Message' },
);
export type Message = Static<typeof message>;

/** The response to POST /v1/messages/count_tokens. */
export const tokenCountResponse = object(
  {
    input_tokens: tokenCount,
    context_management: Type.Optional(object({ original_input_tokens: tokenCount })),
  },
  { $id: 'TokenCount' },
);
export type TokenCount = Static<typeof tokenCountResponse>;

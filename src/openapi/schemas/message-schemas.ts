import { byType, choice, count, list, nothing, object, only, orNull, ref, text, nullableText } from './build-schema.js';
import type { Schema, Schemas } from './build-schema.js';

const cacheCounts: Record<string, Schema> = {
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
};

const reasoningCounts: Record<string, Schema> = {
  output_tokens_details: orNull(object({ thinking_tokens: count })),
  server_tool_use: nothing,
};

const ending: Record<string, Schema> = {
  stop_reason: orNull(ref('StopReason')),
  stop_sequence: nullableText,
  stop_details: orNull(ref('StopDetails')),
};

/** What the Messages API answers, whole. */
export const messageSchemas: Schemas = {
  Message: object({
    id: { type: 'string', pattern: '^msg_' },
    type: only('message'),
    role: only('assistant'),
    model: { type: 'string', description: 'The name that the client asked for.' },
    content: list(ref('ContentBlock')),
    ...ending,
    container: nothing,
    diagnostics: nothing,
    usage: ref('Usage'),
  }),
  ContentBlock: byType({
    text: 'TextBlock',
    thinking: 'ThinkingBlock',
    redacted_thinking: 'RedactedThinkingBlock',
    tool_use: 'ToolUseBlock',
  }),
  TextBlock: object({ type: only('text'), text, citations: nothing }),
  ThinkingBlock: object({
    type: only('thinking'),
    thinking: text,
    signature: { type: 'string', description: 'Holds what the provider wants back; send it with the next request.' },
  }),
  RedactedThinkingBlock: object({ type: only('redacted_thinking'), data: text }),
  ToolUseBlock: object(
    {
      type: only('tool_use'),
      id: text,
      name: text,
      input: { type: 'object' },
      caller: object({ type: only('direct') }),
    },
    { toolset_name: text },
  ),
  StopReason: choice(
    ...['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal'],
    'model_context_window_exceeded',
  ),
  StopDetails: object({ type: only('refusal'), category: nothing, explanation: nullableText }),
  Usage: object(
    {
      input_tokens: { ...count, description: 'Without what the cache read or wrote.' },
      output_tokens: count,
      ...cacheCounts,
      cache_creation: orNull(object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })),
      ...reasoningCounts,
      inference_geo: nothing,
      speed: nothing,
      service_tier: choice('standard', 'priority'),
    },
    {},
    'The provider’s count; an estimate where it reports none.',
  ),
  FinalUsage: object({ input_tokens: count, output_tokens: count, ...cacheCounts, ...reasoningCounts }),
  MessageDelta: object({ ...ending, container: nothing }),
  TokenCount: object({ input_tokens: count }),
};

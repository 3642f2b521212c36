import { choice, count, list, object, only, orNull, ref, text, nullableFlag, nullableText } from './build-schema.js';
import type { Schema, Schemas } from './build-schema.js';

const nullableShare: Schema = { type: ['number', 'null'], minimum: 0, maximum: 1 };

const prompt: Record<string, Schema> = {
  model: {
    type: 'string',
    minLength: 1,
    description:
      'A Claude model, which is mapped to one of the provider, or a name that the provider knows. A trailing `[1m]` is ignored.',
  },
  messages: list(ref('MessageParam'), {
    minItems: 1,
    maxItems: 100_000,
    description: 'The conversation. The last turn is the user’s: few providers continue a half-written answer.',
  }),
};

const options: Record<string, Schema> = {
  system: orNull(ref('TurnContent')),
  tools: orNull(list({ anyOf: [ref('Tool'), ref('Toolset')] })),
  tool_choice: orNull(ref('ToolChoice')),
  thinking: orNull(ref('ThinkingConfig')),
  output_config: orNull(ref('OutputConfig')),
  stop_sequences: {
    ...orNull(list(text)),
    description: 'Any number: what is beyond the provider’s limit is watched for here.',
  },
  temperature: nullableShare,
  top_p: nullableShare,
  top_k: { type: ['integer', 'null'], minimum: 0 },
  metadata: orNull(object({}, { user_id: nullableText })),
  service_tier: nullableText,
  cache_control: orNull(ref('CacheControl')),
};

/** What clients send to the Messages API. */
export const messageRequestSchemas: Schemas = {
  CreateMessageRequest: object(
    { ...prompt, max_tokens: { ...count, description: '0 warms the provider’s cache and answers with nothing.' } },
    { stream: { ...nullableFlag, default: false }, ...options },
    'Fields that are not described here do no harm: they are left out and named in `x-proxy-dropped`.',
  ),
  CountTokensRequest: object(prompt, options),
  MessageParam: { anyOf: ['Turn', 'SystemTurn', 'SystemSettings'].map(ref) },
  Turn: object({ role: choice('user', 'assistant'), content: ref('TurnContent') }),
  TurnContent: { anyOf: [text, list(ref('ContentBlockParam'))] },
  SystemTurn: object(
    { role: only('system'), content: ref('TurnContent') },
    { clear_at: { enum: ['next_user_message', 'never', null] } },
    'Instructions in the middle of a conversation, told to the model at that place.',
  ),
  SystemSettings: object(
    { role: only('system'), output_config: { allOf: [ref('OutputConfig')], minProperties: 1 } },
    {},
    'Sets from here on how the turns are to be answered.',
  ),
  Tool: object(
    { name: { type: 'string', minLength: 1 } },
    {
      type: { ...nullableText, description: 'Absent, null or `custom` for the client’s own tools.' },
      description: nullableText,
      input_schema: { type: ['object', 'null'], description: 'A JSON Schema.' },
      strict: nullableFlag,
      cache_control: orNull(ref('CacheControl')),
    },
    'A tool of the client’s, or one of those of Anthropic that run in the client (`bash_20250124`, …). Tools that run on Anthropic’s servers are left out.',
  ),
  Toolset: object(
    { type: choice('computer_toolset_20260801', 'browser_toolset_20260801') },
    { configs: { type: ['object', 'null'] } },
    'All tools of a family at once.',
  ),
  ToolChoice: {
    oneOf: [
      object({ type: choice('auto', 'any') }, { disable_parallel_tool_use: nullableFlag }),
      object({ type: only('tool'), name: text }, { disable_parallel_tool_use: nullableFlag }),
      object({ type: only('none') }),
    ],
  },
  ThinkingConfig: object(
    { type: choice('enabled', 'disabled', 'adaptive', 'between_tools') },
    { budget_tokens: { type: ['integer', 'null'], minimum: 0 } },
    'Becomes what the provider calls reasoning, where the model has it.',
  ),
  OutputConfig: object(
    {},
    {
      effort: { enum: ['low', 'medium', 'high', 'xhigh', 'max', null] },
      format: orNull(object({ type: only('json_schema'), schema: { type: 'object' } })),
    },
  ),
};

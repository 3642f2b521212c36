/** The Messages API's requests as clients send them. Field names are those of the wire. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { cacheable } from './cache-control.js';
import { messageContent } from './content-blocks.js';
import { anyJsonObject, enforce, list, object, optional } from './schema.js';
import { toolChoice, tools } from './tools.js';

export type * from './cache-control.js';
export type * from './content-blocks.js';
export type * from './server-tool-blocks.js';
export type * from './tools.js';

const outputFormat = object({ type: Type.Literal('json_schema'), schema: anyJsonObject() });

const effort = Type.Enum(['low', 'medium', 'high', 'xhigh', 'max']);
export type Effort = Static<typeof effort>;

const outputConfig = object({ effort: optional(effort), format: optional(outputFormat) }, { $id: 'OutputConfig' });
export type OutputConfig = Static<typeof outputConfig>;

const thinkingConfig = object(
  {
    type: Type.Enum(['enabled', 'disabled', 'adaptive', 'between_tools']),
    budget_tokens: optional(Type.Integer({ minimum: 0 })),
    display: optional(Type.Enum(['summarized', 'omitted', 'updates'])),
  },
  { $id: 'ThinkingConfig', description: 'Controls the reasoning of models that support it.' },
);
export type ThinkingConfig = Static<typeof thinkingConfig>;

const turn = enforce(
  object({ role: enforce(Type.Enum(['user', 'assistant'])), content: enforce(messageContent) }, { $id: 'Turn' }),
);

const clearAt = {
  clear_at: optional(Type.Enum(['next_user_message', 'never']), { description: 'Until when the model sees the text.' }),
};

const systemTurn = enforce(
  object(
    {
      role: enforce(Type.Literal('system')),
      content: enforce(messageContent),
      ...clearAt,
    },
    { $id: 'SystemTurn', description: 'Instructions within a conversation. The model receives them at that position.' },
  ),
);

const systemSettings = enforce(
  object(
    {
      role: enforce(Type.Literal('system')),
      output_config: enforce(outputConfig, { presenceOnly: true }),
      content: Type.Optional(enforce(Type.Null())),
      ...clearAt,
    },
    { $id: 'SystemSettings', description: 'Sets how the model responds from here on.' },
  ),
);

const messageParam = enforce(Type.Union([turn, systemTurn, systemSettings], { $id: 'MessageParam' }));
export type MessageParam = Static<typeof messageParam>;

const share = Type.Number({ minimum: 0, maximum: 1 });

const prompt = {
  model: enforce(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description:
        'A Claude model, which is mapped to a model of the provider, or a model of the provider. A trailing `[1m]` is ignored.',
    }),
  ),
  messages: enforce(
    list(messageParam, {
      minItems: 1,
      maxItems: 100_000,
      description:
        'The conversation. It should end with a user message: few providers continue an incomplete response.',
    }),
    { emptyMessage: 'at least one message is required' },
  ),
  system: optional(enforce(messageContent)),
  tools: optional(enforce(tools)),
  stop_sequences: optional(enforce(list(enforce(Type.String({ maxLength: 256 })), { maxItems: 100 })), {
    description: 'The proxy itself watches for those that exceed the limit of the provider.',
  }),
  temperature: optional(enforce(share)),
  top_p: optional(enforce(share)),
  top_k: optional(Type.Integer({ minimum: 0 })),
  tool_choice: optional(enforce(toolChoice)),
  thinking: optional(thinkingConfig),
  output_config: optional(outputConfig),
  output_format: optional(outputFormat, { description: 'The beta form of `output_config.format`.' }),
  metadata: optional(object({ user_id: optional(Type.String()) })),
  service_tier: optional(Type.String()),
  ...cacheable,
};

export const createMessageRequest = enforce(
  object(
    {
      max_tokens: enforce(
        Type.Integer({ minimum: 0, description: '0 warms the cache of the provider; the response is empty.' }),
      ),
      stream: optional(enforce(Type.Boolean()), { default: false }),
      ...prompt,
    },
    {
      $id: 'CreateMessageRequest',
      description: 'Fields that are not described here are accepted, left out and named in `x-proxy-dropped`.',
    },
  ),
);
export type CreateMessageRequest = Static<typeof createMessageRequest>;

/** `max_tokens` is not required here. */
export const countTokensRequest = enforce(object(prompt, { $id: 'CountTokensRequest' }));
export type CountTokensRequest = Static<typeof countTokensRequest>;

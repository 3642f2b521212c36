/** What the service reports about itself. */
import * as Type from 'typebox';
import { anyJsonObject, list, nullable, object } from '../protocol/anthropic/schema.js';

const time = Type.String({ format: 'date-time' });
const models = { big_model: Type.String(), small_model: Type.String() };

const baseUrl = {
  openai_base_url: nullable(Type.String(), { description: 'Null for callers that are not authorized.' }),
  max_tokens_limit: Type.Integer({ minimum: 0, description: '0: no limit.' }),
};

const connections = {
  upstreams: Type.Optional(
    Type.Unsafe({
      type: 'object',
      additionalProperties: { oneOf: [Type.Ref('ConnectionSuccess'), Type.Ref('ConnectionFailure')] },
      description: 'The result of each upstream, if there are several.',
    }),
  ),
  learned_overrides: Type.Optional(
    list(
      object({
        upstream: Type.String(),
        model: Type.String(),
        overrides: anyJsonObject(),
        scope: Type.Enum(['caller', 'everybody']),
        expires_at: time,
      }),
      { description: "What rejected requests revealed about models, and applies to the caller's requests." },
    ),
  ),
};

export const serviceSchemas = [
  object(
    {
      message: Type.String(),
      status: Type.Literal('running'),
      config: object({
        ...baseUrl,
        api_key_configured: Type.Boolean(),
        api_key_validation: Type.Boolean(),
        ...models,
      }),
      endpoints: Type.Unsafe({ type: 'object', additionalProperties: Type.String() }),
    },
    { $id: 'ServiceInfo' },
  ),
  object(
    {
      status: Type.Literal('healthy'),
      timestamp: time,
      version: Type.String(),
      config: object({
        openai_api_configured: Type.Boolean(),
        ...baseUrl,
        api_key_validation: Type.Boolean(),
        ...models,
      }),
    },
    { $id: 'Health' },
  ),
  object(
    {
      status: Type.Literal('success'),
      message: Type.String(),
      model_used: Type.String(),
      timestamp: time,
      ...connections,
    },
    { $id: 'ConnectionSuccess' },
  ),
  object(
    {
      status: Type.Literal('failed'),
      error: Type.String(),
      timestamp: time,
      suggestions: list(Type.String()),
      ...connections,
    },
    { $id: 'ConnectionFailure' },
  ),
  object(
    {
      status: Type.Enum(['ok', 'error', 'shutting_down']),
      info: nullable(anyJsonObject()),
      error: nullable(anyJsonObject()),
      details: anyJsonObject(),
    },
    { $id: 'HealthCheck' },
  ),
  object({ message: Type.String() }, { $id: 'Greeting' }),
];

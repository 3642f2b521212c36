import { choice, count, list, nothing, object, only, text, ref, nullableText } from './build-schema.js';
import type { Schema, Schemas } from './build-schema.js';

const time: Schema = { type: 'string', format: 'date-time' };
const flag: Schema = { type: 'boolean' };

const models: Record<string, Schema> = { big_model: text, small_model: text };

const baseUrl: Record<string, Schema> = {
  openai_base_url: { ...nullableText, description: 'Null for those who may not call.' },
  max_tokens_limit: { ...count, description: '0: none.' },
};

const connections: Schema = {
  type: 'object',
  additionalProperties: { oneOf: [ref('ConnectionSuccess'), ref('ConnectionFailure')] },
  description: 'The result of each upstream, where there are several.',
};

/** Lists of models, errors, and what the service tells about itself. */
export const serviceSchemas: Schemas = {
  Error: object({
    type: only('error'),
    error: object(
      {
        type: choice(
          ...['invalid_request_error', 'authentication_error', 'billing_error', 'permission_error', 'not_found_error'],
          ...['conflict_error', 'request_too_large', 'rate_limit_error', 'timeout_error', 'api_error'],
          'overloaded_error',
        ),
        message: text,
      },
      { details: { type: 'object' } },
    ),
    request_id: { type: 'string', pattern: '^req_', description: 'As in the header `request-id` and in the log.' },
  }),
  ModelInfo: object({
    type: only('model'),
    id: text,
    display_name: text,
    created_at: time,
    lifecycle: only('active'),
    line: { enum: ['haiku', 'sonnet', 'opus', 'fable', null] },
    deprecated_at: nothing,
    retires_at: nothing,
    max_input_tokens: { type: ['integer', 'null'] },
    max_tokens: { type: ['integer', 'null'] },
    capabilities: nothing,
  }),
  ModelPage: object({
    data: list(ref('ModelInfo')),
    has_more: flag,
    first_id: nullableText,
    last_id: nullableText,
  }),
  ServiceInfo: object({
    message: text,
    status: only('running'),
    config: object({ ...baseUrl, api_key_configured: flag, api_key_validation: flag, ...models }),
    endpoints: { type: 'object', additionalProperties: text },
  }),
  Health: object({
    status: only('healthy'),
    timestamp: time,
    version: text,
    config: object({ openai_api_configured: flag, ...baseUrl, api_key_validation: flag, ...models }),
  }),
  ConnectionSuccess: object(
    { status: only('success'), message: text, model_used: text, timestamp: time },
    { upstreams: connections },
  ),
  ConnectionFailure: object(
    { status: only('failed'), error: text, timestamp: time, suggestions: list(text) },
    { upstreams: connections },
  ),
  HealthCheck: object({
    status: choice('ok', 'error', 'shutting_down'),
    info: { type: ['object', 'null'] },
    error: { type: ['object', 'null'] },
    details: { type: 'object' },
  }),
  Greeting: object({ message: text }),
};

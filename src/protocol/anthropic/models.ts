/** The responses to GET /v1/models and GET /v1/models/{id}. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { list, nullable, object } from './schema.js';

const modelLine = Type.Enum(['haiku', 'sonnet', 'opus', 'fable']);

export const modelInfo = object(
  {
    type: Type.Literal('model'),
    id: Type.String(),
    display_name: Type.String(),
    created_at: Type.String({ format: 'date-time' }),
    lifecycle: Type.Literal('active'),
    line: nullable(modelLine, { description: 'The model family; null for names that only this gateway knows.' }),
    deprecated_at: Type.Null(),
    retires_at: Type.Null(),
    max_input_tokens: nullable(Type.Integer()),
    max_tokens: nullable(Type.Integer()),
    capabilities: Type.Null(),
  },
  { $id: 'ModelInfo' },
);
export type ModelInfo = Static<typeof modelInfo>;

export const modelPage = object(
  {
    data: list(modelInfo),
    has_more: Type.Boolean(),
    first_id: nullable(Type.String()),
    last_id: nullable(Type.String()),
  },
  { $id: 'ModelPage' },
);
export type ModelPage = Static<typeof modelPage>;

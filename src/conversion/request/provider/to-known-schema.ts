import type { SchemaProfile } from '../../../dialects/dialect.js';
import type { JsonSchema } from '../../../protocol/anthropic/messages.js';
import { mapSchema } from '../map-schema.js';
import { toPlainSchema } from './to-plain-schema.js';

/** Writes a schema in that part of JSON Schema that the provider takes. */
export function toKnownSchema(schema: JsonSchema, { keywords, formats, closedObjects }: SchemaProfile): JsonSchema {
  if (keywords) return toPlainSchema(schema, { keywords, formats });
  if (closedObjects) return schema;
  return mapSchema(schema, (value, keyword) =>
    keyword === 'additionalProperties' && value === false ? undefined : value,
  );
}

import type { JsonSchema } from '../../protocol/anthropic/messages.js';
import { mapSchema } from './map-schema.js';

/** Removes what upstreams refuse in a schema: `$schema`, `$id`, and `required: null`. */
export function toJsonSchema(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (value, keyword) => (isRefused(value, keyword) ? undefined : value));
}

function isRefused(value: unknown, keyword: string): boolean {
  return keyword === '$schema' || keyword === '$id' || (keyword === 'required' && value === null);
}

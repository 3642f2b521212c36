import type { JsonSchema } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from './is-json-object.js';

const schemaKeywords = new Set([
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
]);
const schemaListKeywords = new Set(['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf']);
const schemaMapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Removes what upstreams refuse in a schema: `$schema`, `$id`, and `required: null`. Returns the schema itself if there is none. */
export function toJsonSchema(schema: JsonSchema): JsonSchema {
  return mapEntries(schema, (value, keyword) => {
    if (keyword === '$schema' || keyword === '$id') return undefined;
    if (keyword === 'required' && value === null) return undefined;
    if (schemaMapKeywords.has(keyword) && isJsonObject(value)) return mapEntries(value, toSubschema);
    if (schemaListKeywords.has(keyword) && Array.isArray(value)) return mapItems(value);
    return schemaKeywords.has(keyword) ? toSubschema(value) : value;
  });
}

function toSubschema(value: unknown): unknown {
  return isJsonObject(value) ? toJsonSchema(value) : value;
}

function mapItems(items: readonly unknown[]): readonly unknown[] {
  const mapped = items.map(toSubschema);
  return mapped.some((item, index) => item !== items[index]) ? mapped : items;
}

type Entries = Readonly<Record<string, unknown>>;

// Schemas are large and rarely need a change, so that the same object is handed on when nothing changes.
function mapEntries(object: Entries, map: (value: unknown, key: string) => unknown): Entries {
  const mapped = Object.entries(object).map(([key, value]) => [key, map(value, key)] as const);
  if (mapped.every(([key, value]) => value === object[key])) return object;
  return Object.fromEntries(mapped.filter(([, value]) => value !== undefined));
}

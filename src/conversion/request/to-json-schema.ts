import type { JsonSchema } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';

const schemaKeywords = new Set([
  ...['items', 'prefixItems', 'contains', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else'],
  ...['additionalProperties', 'propertyNames'],
]);
const schemaMapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Removes what upstreams refuse in a schema: `$schema`, `$id`, and `required: null`. */
export function toJsonSchema(schema: JsonSchema): JsonSchema {
  return mapValues(schema, toKeywordValue);
}

function toKeywordValue(value: unknown, keyword: string): unknown {
  if (keyword === '$schema' || keyword === '$id' || (keyword === 'required' && value === null)) return undefined;
  if (typeof value !== 'object') return value;
  if (schemaKeywords.has(keyword)) return Array.isArray(value) ? mapItems(value) : toSubschema(value);
  return schemaMapKeywords.has(keyword) && isJsonObject(value) ? mapValues(value, toSubschema) : value;
}

function toSubschema(value: unknown): unknown {
  return isJsonObject(value) ? toJsonSchema(value) : value;
}

function mapItems(items: readonly unknown[]): readonly unknown[] {
  const mapped = items.map(toSubschema);
  return mapped.some((item, index) => item !== items[index]) ? mapped : items;
}

// Schemas are large and seldom need a change: what stays as it is is handed on, not copied.
function mapValues(object: JsonSchema, map: (value: unknown, key: string) => unknown): JsonSchema {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const value = map(object[key], key);
    if (value === object[key]) continue;
    copy ??= { ...object };
    if (value === undefined) delete copy[key];
    else copy[key] = value;
  }
  return copy ?? object;
}

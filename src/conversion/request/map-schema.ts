import type { JsonSchema } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';

const schemaKeywords = new Set([
  ...['items', 'prefixItems', 'contains', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else'],
  ...['additionalProperties', 'propertyNames'],
]);
const schemaMapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** What becomes of a keyword's value; undefined removes the keyword. */
export type KeywordMap = (value: unknown, keyword: string) => unknown;

/** Maps the keywords of a schema and of all schemas inside it. */
export function mapSchema(schema: JsonSchema, map: KeywordMap): JsonSchema {
  return mapValues(schema, (value, keyword) => mapInside(map(value, keyword), keyword, map));
}

function mapInside(value: unknown, keyword: string, map: KeywordMap): unknown {
  if (typeof value !== 'object') return value;
  const mapSubschema = (inner: unknown): unknown => (isJsonObject(inner) ? mapSchema(inner, map) : inner);
  if (schemaKeywords.has(keyword)) return Array.isArray(value) ? mapItems(value, mapSubschema) : mapSubschema(value);
  return schemaMapKeywords.has(keyword) && isJsonObject(value) ? mapValues(value, mapSubschema) : value;
}

function mapItems(items: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  const mapped = items.map(map);
  return mapped.some((item, index) => item !== items[index]) ? mapped : items;
}

// Schemas are large and seldom need a change: what stays as it is is handed on, not copied.
function mapValues(object: JsonSchema, map: KeywordMap): JsonSchema {
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

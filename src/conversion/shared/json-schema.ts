import { isJsonObject } from '../../common/json.js';
import type { JsonSchema } from '../../protocol/anthropic/request.js';

/** Removes what upstreams reject in a schema: `$schema`, `$id`, and `required: null`. */
export function normalizeSchema(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (value, keyword) => (isRefused(value, keyword) ? undefined : value));
}

function isRefused(value: unknown, keyword: string): boolean {
  return keyword === '$schema' || keyword === '$id' || (keyword === 'required' && value === null);
}

const schemaKeywords = new Set([
  ...['items', 'prefixItems', 'contains', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else'],
  ...['additionalProperties', 'propertyNames'],
]);
const schemaMapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Returns the new value of a keyword; undefined removes the keyword. */
type KeywordMap = (value: unknown, keyword: string) => unknown;

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

// Schemas are large and rarely need a change: unchanged parts are not copied.
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

// The keywords that OpenAI's strict mode accepts in addition to those that contain schemas; it rejects all others.
const plainKeywords = new Set([
  ...['type', 'title', 'description', 'enum', 'const', '$ref', 'required', 'additionalProperties'],
  ...['pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems'],
]);

/** Whether OpenAI's strict mode accepts a schema: all objects closed, all their properties required. */
export function isStrictSchema(schema: JsonSchema): boolean {
  return schema.type === 'object' && isStrict(schema);
}

function isStrict(schema: unknown): boolean {
  return isJsonObject(schema) && isClosed(schema) && Object.entries(schema).every(isStrictEntry);
}

function isClosed({ type, properties, additionalProperties, required }: JsonSchema): boolean {
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined;
  if (!isObject) return true;
  const requiredNames = new Set<unknown>(Array.isArray(required) ? required : []);
  return (
    additionalProperties === false &&
    isJsonObject(properties) &&
    Object.keys(properties).every((name) => requiredNames.has(name))
  );
}

function isStrictEntry([keyword, value]: [string, unknown]): boolean {
  switch (keyword) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return isJsonObject(value) && Object.values(value).every(isStrict);
    case 'anyOf':
      return Array.isArray(value) && value.every(isStrict);
    case 'items':
      return isStrict(value);
    default:
      return plainKeywords.has(keyword);
  }
}

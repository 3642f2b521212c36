import { isJsonObject } from '../../common/json.js';
import type { JsonSchema } from '../../protocol/anthropic/request.js';

/**
 * Corrects what upstreams reject in a schema: `$schema`, `$id`, `required: null`, arrays without `items`, and references that
 * lead nowhere, since one of them would make every request fail. Calls `onUnresolved` for such references.
 */
export function normalizeSchema(schema: JsonSchema, onUnresolved: () => void = () => undefined): JsonSchema {
  const removeRefused: KeywordMap = (value, keyword) => {
    if (keyword !== '$ref' || typeof value !== 'string') return isRefused(value, keyword) ? undefined : value;
    if (resolveReference(value, schema)) return value;
    onUnresolved();
    return undefined;
  };
  return mapSchema(schema, removeRefused, addItems);
}

function isRefused(value: unknown, keyword: string): boolean {
  return keyword === '$schema' || keyword === '$id' || (keyword === 'required' && value === null);
}

/** OpenAI and Gemini reject arrays without `items`. */
function addItems(schema: JsonSchema): JsonSchema {
  const { type, items, prefixItems } = schema;
  const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
  return isArray && items === undefined && prefixItems === undefined ? { ...schema, items: {} } : schema;
}

/** Resolves a reference within a schema (`#/$defs/a`); undefined if it leads nowhere or to another document. */
export function resolveReference(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const key of reference.slice(2).split('/')) {
    found = isJsonObject(found) ? found[decodeKey(key)] : undefined;
  }
  return isJsonObject(found) ? found : undefined;
}

/** Decodes a key of a JSON pointer in a URI fragment. */
function decodeKey(key: string): string {
  const decoded = key.includes('%') ? decodeURIComponentSafely(key) : key;
  return decoded.replace(/~1/g, '/').replace(/~0/g, '~');
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const schemaKeywords = new Set([
  ...['items', 'prefixItems', 'contains', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else'],
  ...['additionalProperties', 'propertyNames'],
]);
const schemaMapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Returns the new value of a keyword; undefined removes the keyword. */
export type KeywordMap = (value: unknown, keyword: string) => unknown;

/** Maps the keywords of a schema and of all schemas inside it, then each schema as a whole. */
export function mapSchema(
  schema: JsonSchema,
  map: KeywordMap,
  finish: (schema: JsonSchema) => JsonSchema = (mapped) => mapped,
): JsonSchema {
  const mapSubschema = (inner: unknown): unknown => (isJsonObject(inner) ? mapSchema(inner, map, finish) : inner);
  return finish(mapValues(schema, (value, keyword) => mapInside(map(value, keyword), keyword, mapSubschema)));
}

function mapInside(value: unknown, keyword: string, mapSubschema: (inner: unknown) => unknown): unknown {
  if (typeof value !== 'object') return value;
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

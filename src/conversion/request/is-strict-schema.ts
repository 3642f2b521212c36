import type { JsonSchema } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';

// What OpenAI's strict mode takes beside the keywords that hold schemas; it refuses a schema with any other.
const plainKeywords = new Set([
  ...['type', 'title', 'description', 'enum', 'const', '$ref', 'required', 'additionalProperties'],
  ...['pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems'],
]);

/** Tells whether OpenAI's strict mode takes a schema: all objects closed, all their properties required. */
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

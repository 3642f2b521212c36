import { isJsonObject } from '../../../common/json.js';
import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { SchemaSupport } from '../../../providers/provider-profile.js';
import { mapSchema } from '../json-schema.js';

/** Converts a schema to the subset of JSON Schema that the provider accepts. */
export function adaptSchema(schema: JsonSchema, { keywords, formats, closedObjects }: SchemaSupport): JsonSchema {
  if (keywords) return simplifySchema(schema, { keywords, formats });
  if (closedObjects) return schema;
  return mapSchema(schema, (value, keyword) =>
    keyword === 'additionalProperties' && value === false ? undefined : value,
  );
}

/** A profile that lists the keywords it accepts. */
interface SchemaKeywords {
  readonly keywords: ReadonlySet<string>;
  readonly formats: SchemaSupport['formats'];
}

interface Scope extends SchemaKeywords {
  readonly root: JsonSchema;
  /** The references being followed: a schema that contains itself has no end. */
  readonly followed: readonly string[];
}

/** Rewrites a schema with the keywords that a provider accepts. Other constraints are moved to the description. */
export function simplifySchema(schema: JsonSchema, supported: SchemaKeywords): JsonSchema {
  return rewrite(schema, { ...supported, root: schema, followed: [] });
}

function rewrite(schema: JsonSchema, scope: Scope): JsonSchema {
  const { $ref, ...rest } = schema;
  if (typeof $ref === 'string') return follow($ref, rest, scope);
  const known = Object.entries(replaceSynonyms(schema)).flatMap(([keyword, value]) => {
    const kept = scope.keywords.has(keyword) ? convertValue(keyword, value, scope) : undefined;
    return kept === undefined ? [] : [[keyword, kept] as const];
  });
  return removeUndefinedRequired(Object.fromEntries(known));
}

function follow(reference: string, rest: JsonSchema, scope: Scope): JsonSchema {
  const target = scope.followed.includes(reference) ? undefined : find(reference, scope.root);
  const followed = [...scope.followed, reference];
  return rewrite({ ...(target ?? { type: 'object' }), ...rest }, { ...scope, followed });
}

function find(reference: string, root: JsonSchema): JsonSchema | undefined {
  const path = reference.startsWith('#/') ? reference.slice(2).split('/') : [];
  let found: unknown = path.length > 0 ? root : undefined;
  for (const key of path) found = isJsonObject(found) ? found[key.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined;
  return isJsonObject(found) ? found : undefined;
}

/** Replaces rare keywords with common ones. */
function replaceSynonyms({ oneOf, allOf, const: only, type, ...rest }: JsonSchema): JsonSchema {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const [first] = types.filter((name) => name !== 'null');
  const merged: readonly unknown[] = Array.isArray(allOf) ? allOf : [];
  return {
    ...merged.filter(isJsonObject).reduce<JsonSchema>((all, part) => ({ ...all, ...part }), {}),
    ...(first !== undefined && { type: first }),
    ...(types.includes('null') && first !== undefined && { nullable: true }),
    ...(oneOf !== undefined && { anyOf: oneOf }),
    ...(only !== undefined && { enum: [only] }),
    ...rest,
  };
}

function convertValue(keyword: string, value: unknown, scope: Scope): unknown {
  const rewriteSubschema = (inner: unknown): JsonSchema => (isJsonObject(inner) ? rewrite(inner, scope) : {});
  switch (keyword) {
    case 'properties':
      return isJsonObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewriteSubschema(inner)]))
        : undefined;
    case 'items':
      return rewriteSubschema(Array.isArray(value) ? value[0] : value);
    case 'anyOf':
      return Array.isArray(value) ? value.map(rewriteSubschema) : undefined;
    case 'enum':
      // Only strings are accepted in `enum`.
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'format':
      return typeof value === 'string' && (scope.formats?.has(value) ?? true) ? value : undefined;
    default:
      return value;
  }
}

// Each required name must be the name of a property.
function removeUndefinedRequired(schema: JsonSchema): JsonSchema {
  const { required, ...rest } = schema;
  if (required === undefined) return schema;
  const { properties } = schema;
  const names: readonly unknown[] = Array.isArray(required) && isJsonObject(properties) ? required : [];
  const defined = names.filter((name) => typeof name === 'string' && isJsonObject(properties) && name in properties);
  return defined.length > 0 ? { ...rest, required: defined } : rest;
}

import { isJsonObject } from '../../../common/json.js';
import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { SchemaSupport } from '../../../providers/provider-profile.js';
import { mapSchema, resolveReference } from '../json-schema.js';
import type { KeywordMap } from '../json-schema.js';

/** Converts a schema to the subset of JSON Schema that the provider accepts. */
export function adaptSchema(schema: JsonSchema, support: SchemaSupport): JsonSchema {
  const { keywords, formats } = support;
  if (keywords) return simplifySchema(schema, { keywords, formats });
  return acceptsAnySchema(support) ? schema : mapSchema(schema, createKeywordMap(support), createSchemaMap(support));
}

/** Whether the provider accepts any schema as it is. */
export function acceptsAnySchema(support: SchemaSupport): boolean {
  const { keywords, closedObjects, wholePatterns, typesInBranches, emptyPropertiesForbidAny } = support;
  return !keywords && closedObjects && !wholePatterns && !typesInBranches && !emptyPropertiesForbidAny;
}

function createKeywordMap({ closedObjects, wholePatterns, emptyPropertiesForbidAny }: SchemaSupport): KeywordMap {
  const isRejected = (value: unknown, keyword: string): boolean => {
    switch (keyword) {
      case 'additionalProperties':
        return !closedObjects && value === false;
      case 'pattern':
        return wholePatterns === true && !(typeof value === 'string' && value.startsWith('^') && value.endsWith('$'));
      case 'properties':
        return emptyPropertiesForbidAny === true && isJsonObject(value) && Object.keys(value).length === 0;
      default:
        return false;
    }
  };
  return (value, keyword) => (isRejected(value, keyword) ? undefined : value);
}

function createSchemaMap({ typesInBranches }: SchemaSupport): (schema: JsonSchema) => JsonSchema {
  return (schema) => {
    const { type, anyOf, ...rest } = schema;
    if (!typesInBranches || type === undefined || !Array.isArray(anyOf)) return schema;
    return { ...rest, anyOf: anyOf.map((branch: unknown) => (isJsonObject(branch) ? { type, ...branch } : branch)) };
  };
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
  const known = Object.entries(removeNullBranch(replaceSynonyms(schema))).flatMap(([keyword, value]) => {
    const kept = scope.keywords.has(keyword) ? convertValue(keyword, value, scope) : undefined;
    return kept === undefined ? [] : [[keyword, kept] as const];
  });
  return removeMisplacedEnum(removeUndefinedRequired(Object.fromEntries(known)));
}

function follow(reference: string, rest: JsonSchema, scope: Scope): JsonSchema {
  const isEndless = reference === '#' || scope.followed.includes(reference);
  const target = isEndless ? undefined : resolveReference(reference, scope.root);
  const followed = [...scope.followed, reference];
  return rewrite({ ...(target ?? { type: 'object' }), ...rest }, { ...scope, followed });
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

/** A branch that is only null is expressed by `nullable`; a single branch that is left replaces `anyOf`. */
function removeNullBranch(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const branches: readonly unknown[] = anyOf;
  const others = branches.filter((branch) => !(isJsonObject(branch) && branch.type === 'null'));
  if (others.length === branches.length) return schema;
  const [only] = others;
  const merged = others.length === 1 && isJsonObject(only) ? replaceSynonyms(only) : { anyOf: others };
  return { ...merged, ...rest, nullable: true };
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
      return convertEnum(value);
    case 'format':
      return typeof value === 'string' && (scope.formats?.has(value) ?? true) ? value : undefined;
    default:
      return value;
  }
}

/** Only strings that are not empty are accepted in `enum`. */
function convertEnum(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return undefined;
  const names = value.filter((name) => name !== '');
  return names.length > 0 ? names : undefined;
}

/** `enum` is accepted for strings only. */
function removeMisplacedEnum(schema: JsonSchema): JsonSchema {
  const { enum: _, ...rest } = schema;
  return schema.enum === undefined || schema.type === undefined || schema.type === 'string' ? schema : rest;
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

import { isJsonObject } from '../../common/json.js';
import { isAbsent } from '../../conversion/shared/blocks.js';
import { ENFORCED, valuesOf } from '../../protocol/anthropic/schema.js';
import type { JsonSchemaNode } from '../../protocol/anthropic/schema.js';
import {
  REQUIRED,
  compileScalar,
  createError,
  prefixPath,
  createTypeError,
  createValueError,
  findLengthError,
} from './validation-error.js';
import type { ValidationError, JsonType, Validator } from './validation-error.js';

export interface CompileOptions {
  /** Named schemas, for `$ref`. */
  readonly definitions: Readonly<Record<string, JsonSchemaNode>>;
  /** The compiled validators of the named schemas. */
  readonly compiled: Map<string, Validator>;
  /** Whether to skip list items that are not strings. */
  readonly isShallow?: boolean;
}

/** The properties that discriminate the alternatives of a union of objects. */
const TAGS = ['type', 'role'];
const NOT_AN_OBJECT = createTypeError(['object']);
const NOT_A_LIST = createTypeError(['array']);
const accept: Validator = () => undefined;

/**
 * Compiles the enforced parts of a schema to closures: no code is generated, and validating a valid value allocates nothing.
 * Returns undefined if the schema enforces nothing.
 */
export function compileSchema(schema: JsonSchemaNode, options: CompileOptions): Validator | undefined {
  const node = withoutNull(schema);
  if (node.$ref !== undefined) return compileReference(node.$ref, options);
  if (node.anyOf) return compileUnion(node, options);
  if (!node[ENFORCED]) return undefined;
  if (node[ENFORCED].presenceOnly) return (value) => (isAbsent(value) ? REQUIRED : undefined);
  if (node.type === 'object') return compileProperties(node, Object.keys(node.properties ?? {}), options);
  return node.type === 'array' ? compileList(node, options) : compileScalar(node);
}

function compileReference(name: string, options: CompileOptions): Validator {
  const { definitions, compiled } = options;
  const known = compiled.get(name);
  if (known) return known;
  // A recursive reference gets a function that looks up the compiled validator when it is called.
  compiled.set(name, (value) => compiled.get(name)?.(value));
  const validate = compileSchema(definitions[name] ?? {}, options) ?? accept;
  compiled.set(name, validate);
  return validate;
}

/** Finds the first validation error of an object's properties. */
type FieldsValidator = (fields: Readonly<Record<string, unknown>>) => ValidationError | undefined;

interface Property {
  readonly name: string;
  readonly validate: Validator;
  /** The error for an absent or null property; undefined if the property is optional. */
  readonly absent: ValidationError | undefined;
}

/** Validates the named properties of an object, in this order. */
export function compileProperties(node: JsonSchemaNode, names: readonly string[], options: CompileOptions): Validator {
  const findError = compileFields(node, names, options);
  return (value) => (isJsonObject(value) ? findError(value) : NOT_AN_OBJECT);
}

function compileFields(node: JsonSchemaNode, names: readonly string[], options: CompileOptions): FieldsValidator {
  const properties = names.flatMap((name) => compileProperty(node, name, options));
  if (properties.length === 0) return accept;
  return (fields) => {
    for (let index = 0; index < properties.length; index++) {
      const { name, validate, absent } = properties[index];
      const value = fields[name];
      let found = validate(value);
      if (found && value == null) found = absent;
      if (found) return prefixPath(name, found);
    }
    return undefined;
  };
}

function compileProperty(parent: JsonSchemaNode, name: string, options: CompileOptions): readonly Property[] {
  const node = withoutNull(parent.properties?.[name] ?? {});
  const validate = compileSchema(node, options);
  if (!validate) return [];
  const isRequired = parent.required?.includes(name) ?? false;
  if (isRequired || !isObjectUnion(node)) return [{ name, validate, absent: isRequired ? REQUIRED : undefined }];
  return [{ name, validate: (value) => (isEmptyObject(value) ? undefined : validate(value)), absent: undefined }];
}

/** Some clients send `{}` for an optional object that they do not use. */
const isEmptyObject = (value: unknown): boolean => isJsonObject(value) && Object.keys(value).length === 0;

function compileList(node: JsonSchemaNode, options: CompileOptions): Validator {
  const { items = {}, minItems = 0, maxItems = Infinity } = node;
  const emptyError = createError(node[ENFORCED]?.emptyMessage ?? `List should have at least ${minItems} items`);
  const findItemError = compileItems(items, options);
  return (value) => {
    if (!Array.isArray(value)) return NOT_A_LIST;
    if (value.length < minItems) return emptyError;
    if (value.length > maxItems) return createError(`List should have at most ${maxItems} items`);
    return findItemError(value);
  };
}

function compileItems(
  items: JsonSchemaNode,
  options: CompileOptions,
): (list: readonly unknown[]) => ValidationError | undefined {
  if (items.type === 'string') return (list) => findStringsError(list, items);
  const validate = options.isShallow ? undefined : compileSchema(items, options);
  if (!validate) return accept;
  return (list) => {
    // An index loop: the iterator of entries() allocates a pair per item.
    for (let index = 0; index < list.length; index++) {
      const found = validate(list[index]);
      if (found) return prefixPath(index, found);
    }
    return undefined;
  };
}

function findStringsError(list: readonly unknown[], items: JsonSchemaNode): ValidationError | undefined {
  for (const [index, item] of list.entries()) {
    if (typeof item !== 'string') return createError('Input should be a list of strings');
    const error = findLengthError(item, items);
    if (error) return prefixPath(index, error);
  }
  return undefined;
}

/** Removes `null` from a union. Returns the remaining alternative if there is only one. */
function withoutNull(node: JsonSchemaNode): JsonSchemaNode {
  const [first, ...others] = node.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  return first && others.length === 0 ? first : node;
}

const isObjectUnion = ({ anyOf = [] }: JsonSchemaNode): boolean =>
  anyOf.length > 0 && anyOf.every(({ type }) => type === 'object');

function compileUnion(node: JsonSchemaNode, options: CompileOptions): Validator | undefined {
  return isObjectUnion(node) ? compileObjectUnion(node, options) : compileTypeUnion(node, options);
}

/** Compiles a union whose alternatives have different JSON types, such as a string or an array. */
function compileTypeUnion(node: JsonSchemaNode, options: CompileOptions): Validator | undefined {
  const validators = new Map(
    (node.anyOf ?? []).map((item) => [item.type, compileSchema(item, options) ?? accept] as const),
  );
  const otherwise = node[ENFORCED]
    ? createTypeError([...validators.keys()].filter((type) => type !== undefined))
    : undefined;
  const text = validators.get('string');
  const list = validators.get('array');
  return (value) => {
    const validate = typeof value === 'string' ? text : Array.isArray(value) ? list : validators.get(typeOf(value));
    return validate ? validate(value) : otherwise;
  };
}

function typeOf(value: unknown): JsonType {
  if (Array.isArray(value)) return 'array';
  if (value === null || value === undefined) return 'null';
  return typeof value as JsonType;
}

/** Compiles a union of objects that differ in their `type` or `role`. */
function compileObjectUnion(node: JsonSchemaNode, options: CompileOptions): Validator | undefined {
  const alternatives = node.anyOf ?? [];
  const tag = TAGS.find((name) => alternatives.some((item) => valuesOf(item.properties?.[name]).length > 0)) ?? '';
  const byTag = new Map<unknown, FieldsValidator>();
  let otherwise = missingTagValidator(alternatives, tag);
  for (const item of alternatives) {
    const values = valuesOf(item.properties?.[tag]);
    const isLookedUp = (name: string): boolean => values.length > 0 && name === tag;
    const names = item[ENFORCED] ? Object.keys(item.properties ?? {}).filter((name) => !isLookedUp(name)) : [];
    const validate = compileFields(item, names, options);
    if (values.length === 0) otherwise = validate;
    for (const value of values) byTag.set(value, either(byTag.get(value), validate));
  }
  const typeInPath = node[ENFORCED]?.typeInPath ?? false;
  return (value) => {
    if (!isJsonObject(value)) return node[ENFORCED] && NOT_AN_OBJECT;
    const validate = byTag.get(value[tag]);
    if (!validate) return otherwise(value);
    const found = validate(value);
    return found && typeInPath ? prefixPath(String(value[tag]), found) : found;
  };
}

/** Rejects unknown tags, if the alternatives enforce them. */
function missingTagValidator(alternatives: readonly JsonSchemaNode[], tag: string): FieldsValidator {
  if (!alternatives.every(({ properties }) => properties?.[tag]?.[ENFORCED])) return accept;
  const unknown = createValueError([...new Set(alternatives.flatMap(({ properties }) => valuesOf(properties?.[tag])))]);
  return (fields) => prefixPath(tag, fields[tag] == null ? REQUIRED : unknown);
}

/** Accepts a value that either alternative accepts. Otherwise reports the error of the first one. */
function either(first: FieldsValidator | undefined, second: FieldsValidator): FieldsValidator {
  if (!first) return second;
  return (fields) => {
    const found = first(fields);
    return found && second(fields) ? found : undefined;
  };
}

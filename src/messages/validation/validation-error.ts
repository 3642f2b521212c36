import { valuesOf } from '../../protocol/anthropic/schema.js';
import type { JsonSchemaNode } from '../../protocol/anthropic/schema.js';

/** The first validation error of a value, in the wording of the Messages API. */
export interface ValidationError {
  /** Relative to the value; empty if the value itself is invalid. */
  readonly path: string;
  readonly message: string;
}

/** Finds the first validation error of a value. It neither changes nor copies the value. */
export type Validator = (value: unknown) => ValidationError | undefined;

export const createError = (message: string): ValidationError => ({ path: '', message });

/** Prefixes the path of an error with the key of the property or item that contains it. */
export const prefixPath = (key: string | number, { path, message }: ValidationError): ValidationError => ({
  path: path === '' ? String(key) : `${key}.${path}`,
  message,
});

export const REQUIRED = createError('Field required');

const TYPE_NAMES = {
  object: 'dictionary',
  array: 'list',
  string: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  null: 'null',
} as const;

export type JsonType = keyof typeof TYPE_NAMES;

/** Creates the error for a value with a wrong type. */
export const createTypeError = (types: readonly JsonType[]): ValidationError =>
  createError(`Input should be a valid ${types.map((type) => TYPE_NAMES[type]).join(' or ')}`);

/** Creates the error for a value that is not one of the accepted values. */
export function createValueError(values: readonly unknown[]): ValidationError {
  const quoted = values.map((value) => `'${String(value)}'`);
  return createError(`Input should be ${[quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ')}`);
}

/** Validates a value that is neither an object nor a list. */
export function compileScalar(node: JsonSchemaNode): Validator {
  const values = valuesOf(node);
  if (values.length > 0) {
    const accepted = new Set(values);
    return (value) => (accepted.has(value) ? undefined : createValueError(values));
  }
  const wrongType = createTypeError([node.type ?? 'string']);
  switch (node.type) {
    case 'integer':
      return (value) => (Number.isInteger(value) ? findRangeError(Number(value), node) : wrongType);
    case 'number':
      return (value) => (Number.isFinite(value) ? findRangeError(Number(value), node) : wrongType);
    case 'string':
      return (value) => (typeof value === 'string' ? findLengthError(value, node) : wrongType);
    case 'null':
      return (value) => (value === null ? undefined : wrongType);
    default:
      return (value) => (typeof value === node.type ? undefined : wrongType);
  }
}

function findRangeError(
  value: number,
  { minimum = -Infinity, maximum = Infinity }: JsonSchemaNode,
): ValidationError | undefined {
  if (value < minimum) return createError(`Input should be greater than or equal to ${minimum}`);
  return value > maximum ? createError(`Input should be less than or equal to ${maximum}`) : undefined;
}

export function findLengthError(
  value: string,
  { minLength = 0, maxLength = Infinity }: JsonSchemaNode,
): ValidationError | undefined {
  if (value.length < minLength) return createError(`String should have at least ${formatCharacters(minLength)}`);
  return value.length > maxLength
    ? createError(`String should have at most ${formatCharacters(maxLength)}`)
    : undefined;
}

const formatCharacters = (count: number): string => `${count} character${count === 1 ? '' : 's'}`;

import { valuesOf } from '../../protocol/anthropic/schema.js';
import type { JsonSchemaNode } from '../../protocol/anthropic/schema.js';

/** The first validation error of a value, in the wording of the Messages API. */
export interface Fault {
  /** Relative to the value; empty if the value itself is invalid. */
  readonly path: string;
  readonly message: string;
}

/** Finds the first validation error of a value. It neither changes nor copies the value. */
export type Validator = (value: unknown) => Fault | undefined;

export const fault = (message: string): Fault => ({ path: '', message });

/** Prefixes the path of a fault with the key of the property or item that contains it. */
export const faultAt = (key: string | number, { path, message }: Fault): Fault => ({
  path: path === '' ? String(key) : `${key}.${path}`,
  message,
});

export const REQUIRED = fault('Field required');

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

/** Creates the fault of a value with a wrong type. */
export const typeFault = (types: readonly JsonType[]): Fault =>
  fault(`Input should be a valid ${types.map((type) => TYPE_NAMES[type]).join(' or ')}`);

/** Creates the fault of a value that is not one of the accepted values. */
export function valueFault(values: readonly unknown[]): Fault {
  const quoted = values.map((value) => `'${String(value)}'`);
  return fault(`Input should be ${[quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ')}`);
}

/** Validates a value that is neither an object nor a list. */
export function compileScalar(node: JsonSchemaNode): Validator {
  const values = valuesOf(node);
  if (values.length > 0) {
    const accepted = new Set(values);
    return (value) => (accepted.has(value) ? undefined : valueFault(values));
  }
  const wrongType = typeFault([node.type ?? 'string']);
  switch (node.type) {
    case 'integer':
      return (value) => (Number.isInteger(value) ? findRangeFault(Number(value), node) : wrongType);
    case 'number':
      return (value) => (Number.isFinite(value) ? findRangeFault(Number(value), node) : wrongType);
    case 'string':
      return (value) => (typeof value === 'string' ? findLengthFault(value, node) : wrongType);
    case 'null':
      return (value) => (value === null ? undefined : wrongType);
    default:
      return (value) => (typeof value === node.type ? undefined : wrongType);
  }
}

function findRangeFault(value: number, { minimum = -Infinity, maximum = Infinity }: JsonSchemaNode): Fault | undefined {
  if (value < minimum) return fault(`Input should be greater than or equal to ${minimum}`);
  return value > maximum ? fault(`Input should be less than or equal to ${maximum}`) : undefined;
}

function findLengthFault(value: string, { minLength = 0 }: JsonSchemaNode): Fault | undefined {
  if (value.length >= minLength) return undefined;
  return fault(`String should have at least ${minLength} character${minLength === 1 ? '' : 's'}`);
}

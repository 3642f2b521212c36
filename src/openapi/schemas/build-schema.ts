import type { ReferenceObject, SchemaObject } from '@nestjs/swagger';

export type Schema = SchemaObject | ReferenceObject;

/** Schemas by the names under which others refer to them. */
export type Schemas = Readonly<Record<string, SchemaObject>>;

/** Refers to a schema of the document. */
export const ref = (name: string): ReferenceObject => ({ $ref: `#/components/schemas/${name}` });

/** Describes an object: the first properties are required, the others are not. */
export const object = (
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
  description?: string,
): SchemaObject => ({
  type: 'object',
  ...(description !== undefined && { description }),
  ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
  properties: { ...required, ...optional },
});

/** Describes the value that is always the same. */
export const only = (value: string): SchemaObject => ({ type: 'string', enum: [value] });

/** Describes a text out of a fixed list. */
export const choice = (...values: readonly string[]): SchemaObject => ({ type: 'string', enum: [...values] });

/** Describes a list. */
export const list = (items: Schema, rest: SchemaObject = {}): SchemaObject => ({ type: 'array', items, ...rest });

/** Describes a value that may be null as well. */
export const orNull = (schema: Schema): SchemaObject => ({ anyOf: [schema, { type: 'null' }] });

/** Describes an object that its `type` tells apart from the others: names of schemas by that type. */
export const byType = (mapping: Readonly<Record<string, string>>, description?: string): SchemaObject => ({
  ...(description !== undefined && { description }),
  oneOf: [...new Set(Object.values(mapping))].map(ref),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(Object.entries(mapping).map(([type, name]) => [type, ref(name).$ref])),
  },
});

export const text: SchemaObject = { type: 'string' };
export const count: SchemaObject = { type: 'integer', minimum: 0 };
export const nothing: SchemaObject = { type: 'null' };
export const nullableText: SchemaObject = { type: ['string', 'null'] };
export const nullableFlag: SchemaObject = { type: ['boolean', 'null'] };

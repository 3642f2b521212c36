/**
 * Builds the wire schemas. A schema is JSON Schema built with TypeBox: the TypeScript type, the validation of requests and
 * the OpenAPI document are derived from it (docs/decisions/0011-one-source-for-the-request-shape.md).
 */
import * as Type from 'typebox';
import type { Static, TObject, TOptional, TProperties, TSchema, TSchemaOptions, TUnion, TUnsafe } from 'typebox';

/** The keyword of schemas that requests must satisfy. */
export const ENFORCED = 'x-enforced';

export interface Enforcement {
  /** Replaces the standard message of an empty list. */
  readonly emptyMessage?: string;
  /** Any value is accepted except an absent one, such as null or `{}`. */
  readonly presenceOnly?: boolean;
  /** Of unions: the path of an error contains the type of the object, as in `content.0.text.text`. */
  readonly typeInPath?: boolean;
}

/**
 * Makes the proxy reject requests that do not satisfy the schema. Other schemas only document what clients send, because
 * the proxy serves everything that it can. Properties and items are enforced only if their object or list is. A union that
 * is not enforced accepts any value, but enforces its alternatives on the values that have their type.
 */
export const enforce = <Schema extends TSchema>(schema: Schema, enforcement: Enforcement = {}): Schema =>
  Object.defineProperties({ [ENFORCED]: enforcement }, Object.getOwnPropertyDescriptors(schema)) as unknown as Schema;

/** An object. An `$id` makes it a named component of the OpenAPI document. */
export const object = <Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
): TUnsafe<Readonly<Static<TObject<Properties>>>> => Type.Unsafe(Type.Object(properties, options));

/** A list. */
export const list = <Item extends TSchema>(
  items: Item,
  options: TSchemaOptions = {},
): TUnsafe<readonly Static<Item>[]> => Type.Unsafe(Type.Array(items, options));

/** A value or null. */
export const nullable = <Schema extends TSchema>(
  schema: Schema,
  options: TSchemaOptions = {},
): TUnion<[Schema, Type.TNull]> => Type.Union([schema, Type.Null()], options);

/** A property that clients may leave out or set to null. */
export const optional = <Schema extends TSchema>(
  schema: Schema,
  options: TSchemaOptions = {},
): TOptional<TUnion<[Schema, Type.TNull]>> => Type.Optional(nullable(schema, options));

/** JSON whose content the API does not define. */
export const anyJsonObject = (options: TSchemaOptions = {}): TUnsafe<Readonly<Record<string, unknown>>> =>
  Type.Unsafe({ type: 'object', ...options });

/** A schema as JSON: the keywords that the wire schemas use. */
export interface JsonSchemaNode {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchemaNode[];
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchemaNode;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly [ENFORCED]?: Enforcement;
}

/** Reads a schema as JSON. */
export const nodeOf = (schema: TSchema): JsonSchemaNode => schema;

/** The values that a schema is limited to; none if it is not limited. */
export const valuesOf = (node: JsonSchemaNode | undefined): readonly unknown[] =>
  node?.const !== undefined ? [node.const] : (node?.enum ?? []);

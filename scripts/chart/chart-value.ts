/** A JSON Schema as far as the chart uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One value of the chart, or a section of them: what the schema, `values.yaml` and the README say about it. */
export interface ChartValue {
  readonly description: string;
  readonly schema: JsonSchema;
  /** Absent: not set unless somebody sets it. */
  readonly default?: unknown;
  /** What `values.yaml` shows, commented out, for a value without a default. */
  readonly example?: unknown;
  /** A section's values. */
  readonly values?: ChartValues;
}

/** The values of a section, in the order in which they are documented. */
export type ChartValues = Readonly<Record<string, ChartValue>>;

/** A group of values under one key; any other key in it is refused. */
export function section(description: string, values: ChartValues): ChartValue {
  return { description, schema: { type: 'object' }, values };
}

/** A text; empty by default. */
export function text(description: string, value = '', schema: JsonSchema = {}): ChartValue {
  return { description, schema: { type: 'string', ...schema }, default: value };
}

/** A text out of a fixed list. */
export function choice(description: string, choices: readonly string[], value: string): ChartValue {
  return { description, schema: { type: 'string', enum: choices }, default: value };
}

/** Yes or no. */
export function flag(description: string, value: boolean): ChartValue {
  return { description, schema: { type: 'boolean' }, default: value };
}

/** A whole number, of at least 0 unless the schema says otherwise. */
export function integer(description: string, value: number, schema: JsonSchema = {}): ChartValue {
  return { description, schema: { type: 'integer', minimum: 0, ...schema }, default: value };
}

/** A whole number that is not set by default. */
export function optionalInteger(description: string, example: number, schema: JsonSchema = {}): ChartValue {
  return { description, schema: { type: 'integer', minimum: 0, ...schema }, example };
}

/** A whole number or a percentage, as rollouts and disruption budgets take it. */
export function share(description: string, value: number | string): ChartValue {
  return {
    description,
    schema: {
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'string', pattern: '^(100|[1-9]?[0-9])%$' },
      ],
    },
    default: value,
  };
}

/** Names with texts, such as labels and annotations. */
export function texts(description: string, value: Readonly<Record<string, string>> = {}): ChartValue {
  return { description, schema: { type: 'object', additionalProperties: { type: 'string' } }, default: value };
}

/** A list of one kind of thing. */
export function list(description: string, items: JsonSchema, value: readonly unknown[] = []): ChartValue {
  return { description, schema: { type: 'array', items }, default: value };
}

/** A part of a Kubernetes object, handed on as it is; the fields named are all that it may hold. */
export function kubernetes(description: string, fields: readonly string[], value: JsonSchema = {}): ChartValue {
  return { description, schema: fieldsOf(fields), default: value };
}

/** Lets an object hold these fields and no others, whatever their kind. */
export function fieldsOf(fields: readonly string[], required: readonly string[] = []): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field, {}])),
    ...(required.length > 0 && { required }),
  };
}

/** Something that only its reader checks. */
export function anyObject(description: string, value: JsonSchema = {}): ChartValue {
  return { description, schema: { type: 'object' }, default: value };
}

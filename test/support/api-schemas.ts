import type { SchemaObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { requestComponents, responseComponents } from '../../src/openapi/components.js';

/** Clients must take fields that they do not know; we must describe all that we send. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties } = schema as SchemaObject;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  return { ...Object.fromEntries(entries), ...(properties && { additionalProperties: false }) };
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({
  $id: 'document:',
  components: { schemas: { ...requestComponents, ...(closed(responseComponents) as object) } },
});

/** Tells what of a value is not as the API's document describes it, one line a fault. */
export function findSchemaFaults(name: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`document:#/components/schemas/${name}`);
  if (!validate) throw new Error(`The document has no schema ${name}`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

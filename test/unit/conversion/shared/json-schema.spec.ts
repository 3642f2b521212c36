import { describe, expect, it } from '@jest/globals';
import { normalizeSchema } from '../../../../src/conversion/shared/json-schema.js';

describe('normalizeSchema', () => {
  it('hands on the same object when there is nothing to remove', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'array', items: { enum: [null] } }, b: { anyOf: [{ type: 'string' }, true] } },
      required: ['a'],
      additionalProperties: false,
      items: null,
      anyOf: 'odd',
      properties2: { $schema: 'kept' },
    };
    expect(normalizeSchema(schema)).toBe(schema);
  });

  it('shares what needs no change', () => {
    const schema = { $schema: 'x', properties: { a: { type: 'string' } } };
    expect(normalizeSchema(schema)).toEqual({ properties: { a: { type: 'string' } } });
    expect(normalizeSchema(schema).properties).toBe(schema.properties);
  });

  it.each(['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'])(
    'looks into the schema of %s',
    (keyword) => {
      expect(normalizeSchema({ [keyword]: { $id: 'x' } })).toEqual({ [keyword]: {} });
    },
  );

  it.each(['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf'])('looks into the schemas of %s', (keyword) => {
    expect(normalizeSchema({ [keyword]: [{ type: 'string' }, { required: null }] })).toEqual({
      [keyword]: [{ type: 'string' }, {}],
    });
  });

  it.each(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])(
    'looks into the schemas named by %s, whatever their names',
    (keyword) => {
      const schema = { [keyword]: { $id: { $id: 'x' }, required: { required: null } } };
      expect(normalizeSchema(schema)).toEqual({ [keyword]: { $id: {}, required: {} } });
    },
  );

  it.each(['default', 'const', 'enum', 'examples'])('leaves the data of %s alone', (keyword) => {
    const schema = { [keyword]: { $schema: 'x', required: null } };
    expect(normalizeSchema(schema)).toBe(schema);
  });

  it('adds items to an array without any', () => {
    const schema = {
      properties: { a: { type: 'array' }, b: { type: ['array', 'null'] }, c: { type: 'array', items: {} } },
    };
    expect(normalizeSchema(schema)).toEqual({
      properties: {
        a: { type: 'array', items: {} },
        b: { type: ['array', 'null'], items: {} },
        c: { type: 'array', items: {} },
      },
    });
  });

  it.each(['#/$defs/missing', 'https://example.com/schema.json', 'other.json#/a', '#name'])(
    'removes a reference that leads nowhere, and says so: %s',
    (reference) => {
      let calls = 0;
      const schema = { properties: { a: { $ref: reference, description: 'A' } }, $defs: { b: {} } };
      const normalized = normalizeSchema(schema, () => (calls += 1));
      expect(normalized).toEqual({ properties: { a: { description: 'A' } }, $defs: { b: {} } });
      expect(calls).toBe(1);
    },
  );

  it.each(['#', '#/$defs/b', '#/$defs/a~1c', '#/$defs/x%20y'])('keeps a reference within the schema: %s', ($ref) => {
    const schema = { properties: { a: { $ref } }, $defs: { b: {}, 'a/c': {}, 'x y': {} } };
    expect(normalizeSchema(schema)).toBe(schema);
  });
});

import { describe, expect, it } from '@jest/globals';
import { simplifySchema } from '../../../../../src/conversion/shared/request/schema-adaptation.js';
import { gemini } from '../../../../../src/providers/profiles/gemini.js';

const { keywords = new Set<string>(), formats } = gemini.tools.schema;

const plain = (schema: Record<string, unknown>): unknown => simplifySchema(schema, { keywords, formats });

describe('simplifySchema', () => {
  it.each([
    [
      { type: 'string', pattern: '^a', contentEncoding: 'base64' },
      { type: 'string', pattern: '^a' },
    ],
    [
      { type: 'object', additionalProperties: false, patternProperties: {}, $schema: 'x', properties: {} },
      { type: 'object', properties: {} },
    ],
    [{ type: ['null', 'integer'] }, { type: 'integer', nullable: true }],
    [{ type: ['string', 'integer'] }, { type: 'string' }],
    [{ type: 'null' }, {}],
    [{ const: 'a' }, { enum: ['a'] }],
    [{ const: 1 }, {}],
    [{ type: 'integer', enum: [1, 2] }, { type: 'integer' }],
    [
      { oneOf: [{ type: 'string' }, { type: 'number', multipleOf: 2 }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
    ],
    [{ oneOf: 'odd' }, {}],
    [{ allOf: [{ type: 'object' }, { properties: { a: {} } }, null] }, { type: 'object', properties: { a: {} } }],
    [{ type: 'string', format: 'email' }, { type: 'string' }],
    [
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-time' },
    ],
    [{ type: 'string', format: 7 }, { type: 'string' }],
    [
      { type: 'array', items: [{ type: 'string' }, {}] },
      { type: 'array', items: { type: 'string' } },
    ],
    [
      { type: 'array', items: true },
      { type: 'array', items: {} },
    ],
    [
      { properties: { a: { type: 'string' } }, required: ['a', 'b'] },
      { properties: { a: { type: 'string' } }, required: ['a'] },
    ],
    [{ properties: {}, required: ['b'] }, { properties: {} }],
    [{ properties: 'odd', required: ['b'] }, {}],
  ])('writes %j as %j', (schema, expected) => {
    expect(plain(schema)).toEqual(expected);
  });

  it('inlines a reference together with the keywords next to it', () => {
    const schema = {
      properties: { a: { $ref: '#/$defs/x~1y', description: 'Here.' } },
      $defs: { 'x/y': { type: 'string', description: 'There.' } },
    };
    expect(plain(schema)).toEqual({ properties: { a: { type: 'string', description: 'Here.' } } });
  });

  it.each(['#', '#/$defs/missing', 'https://a.example/schema.json'])(
    'takes any object for the reference %s',
    ($ref) => {
      expect(plain({ properties: { a: { $ref } }, $defs: {} })).toEqual({ properties: { a: { type: 'object' } } });
    },
  );

  it('comes to an end where a schema contains itself', () => {
    const schema = { $ref: '#/$defs/node', $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } } };
    expect(plain(schema)).toEqual({ properties: { next: { type: 'object' } } });
  });

  it('leaves the schema as it is', () => {
    const schema = { type: ['string', 'null'], $defs: { a: { const: 1 } }, allOf: [{ $ref: '#/$defs/a' }] };
    const before = JSON.stringify(schema);
    plain(schema);
    expect(JSON.stringify(schema)).toBe(before);
  });
});

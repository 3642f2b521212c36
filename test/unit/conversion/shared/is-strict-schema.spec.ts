import { describe, expect, it } from '@jest/globals';
import { isStrictSchema } from '../../../../src/conversion/shared/json-schema.js';

const closed = { type: 'object', properties: {}, required: [], additionalProperties: false };
const withProperty = (a: unknown): Record<string, unknown> => ({ ...closed, properties: { a }, required: ['a'] });

describe('isStrictSchema', () => {
  it.each([
    ['an empty object', closed],
    ['an object without required', { type: 'object', properties: {}, additionalProperties: false }],
    ['nested objects', withProperty(withProperty({ type: ['string', 'null'], enum: ['x', null], description: 'x' }))],
    ['a list of objects', withProperty({ type: 'array', items: closed, minItems: 1 })],
    ['a choice', withProperty({ anyOf: [closed, { type: 'null' }] })],
    ['definitions', { ...withProperty({ $ref: '#/$defs/b' }), $defs: { b: closed }, definitions: { c: closed } }],
  ])('accepts %s', (_, schema) => {
    expect(isStrictSchema(schema)).toBe(true);
  });

  const open = { type: 'object', properties: {} };
  it.each([
    ['no object', { type: 'string' }],
    ['no type', { properties: {}, required: [], additionalProperties: false }],
    ['an open object', open],
    ['an object of unnamed properties', { type: 'object', additionalProperties: false }],
    ['a map', { ...closed, additionalProperties: { type: 'string' } }],
    ['an optional property', { ...withProperty({ type: 'string' }), required: [] }],
    ['required that is not a list', { ...withProperty({ type: 'string' }), required: 'a' }],
    ['an open object in a property', withProperty(open)],
    ['an open object without its type', withProperty({ properties: {} })],
    ['an open object that may be null', withProperty({ type: ['object', 'null'] })],
    ['an open object in a list', withProperty({ type: 'array', items: open })],
    ['an open object in a choice', withProperty({ anyOf: [open] })],
    ['an open object in a definition', { ...closed, $defs: { a: open } }],
    ['a choice that is not a list', withProperty({ anyOf: open })],
    ['definitions that are not an object', { ...closed, $defs: [] }],
    ['a property that is not a schema', withProperty(true)],
    ['a keyword that strict mode refuses', withProperty({ allOf: [{ type: 'string' }] })],
  ])('refuses %s', (_, schema) => {
    expect(isStrictSchema(schema)).toBe(false);
  });
});

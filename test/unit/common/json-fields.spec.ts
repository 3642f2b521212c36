import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJsonField, scanJsonFields } from '../../../src/common/json-fields.js';

const scan = (text: string): [string, unknown][] | undefined => {
  const bytes = Buffer.from(text);
  return scanJsonFields(bytes)?.map((field) => [field.name, parseJsonField(bytes, field)]);
};

describe('scanJsonFields', () => {
  it.each<[string, [string, unknown][]]>([
    ['{}', []],
    [' { } \n', []],
    [
      '{"a":1,"b":"x"}',
      [
        ['a', 1],
        ['b', 'x'],
      ],
    ],
    [
      '{"a" : {"model":[1,{"b":"}"}]} , "c":null}',
      [
        ['a', { model: [1, { b: '}' }] }],
        ['c', null],
      ],
    ],
    [
      '{"a":"\\"quoted\\\\","b":true}',
      [
        ['a', '"quoted\\'],
        ['b', true],
      ],
    ],
    ['{"mod\\u0065l":"x"}', [['model', 'x']]],
    [
      '{"model":"a","model":"b"}',
      [
        ['model', 'a'],
        ['model', 'b'],
      ],
    ],
    ['{"é":"ü"}', [['é', 'ü']]],
  ])('lists the fields of %s', (text, fields) => {
    expect(scan(text)).toEqual(fields);
  });

  it.each([
    '',
    '[]',
    '"x"',
    '{',
    '{"a":1',
    '{"a":1}}',
    '{"a":1} {}',
    '{"a":}',
    '{"a"}',
    '{a:1}',
    '{"a":"x}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":[1}',
    '{/**/"a":1}',
    '{"a":[1/**/]}',
    '\uFEFF{"a":1}',
  ])('rejects %s', (text) => {
    expect(scan(text)).toBeUndefined();
  });

  it('finds what JSON.parse finds', () => {
    const anyObject = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(anyObject, fc.constantFrom(0, 1, 2), (value, indent) => {
        expect(scan(JSON.stringify(value, null, indent))).toEqual(
          Object.entries(JSON.parse(JSON.stringify(value)) as object),
        );
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseToolInput } from '../../../../src/conversion/shared/tool-input.js';

describe('parseToolInput', () => {
  it.each([
    ['', {}],
    [' \n', {}],
    ['null', {}],
    ['{}', {}],
    ['{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
    [' {"a":1} ', { a: 1 }],
  ])('reads %j', (text, input) => {
    expect(parseToolInput(text)).toEqual(input);
  });

  it.each([
    ['"{\\"a\\":1}"', { a: 1 }],
    ['"null"', {}],
  ])('reads JSON inside a JSON string: %s', (text, input) => {
    expect(parseToolInput(text)).toEqual(input);
  });

  it.each([
    ['{"a":{"b":[1 ', { a: { b: [1] } }],
    ['{"a":{"b":[true', { a: { b: [true] } }],
    ['{"a":"}"', { a: '}' }],
    ['{"a":"\\""', { a: '"' }],
  ])('closes open brackets: %s', (text, input) => {
    expect(parseToolInput(text)).toEqual(input);
  });

  it.each([
    ['{"x":17,"y":25', { x: 17 }],
    ['{"x":17, "y" : -2.5e1', { x: 17 }],
    ['{"a \\" b":1', {}],
    ['{"a":{"b":[1,2', { a: { b: [1] } }],
    ['{"a":[{"b":1', { a: [{}] }],
    ['{"a":25 ', { a: 25 }],
  ])('leaves out a last number that may have more digits: %s', (text, input) => {
    expect(parseToolInput(text)).toEqual(input);
  });

  it.each([
    ['{}{"city":"Paris"}', { city: 'Paris' }],
    ['{} { }\n{"city":"Par is"}', { city: 'Par is' }],
    ['{}{"x":[1 ', { x: [1] }],
  ])('skips empty objects before the arguments: %s', (text, input) => {
    expect(parseToolInput(text)).toEqual(input);
  });

  it.each([
    ['{"a":"rm -rf /ho'],
    ['{"a":'],
    ['{"a":1,'],
    ["{'a':1}"],
    ['{"a":1}{"b":2}'],
    ['[1]'],
    ['7'],
    ['true'],
    ['"text"'],
    ['ls'],
  ])('keeps as text what cannot be read as an object: %s', (text) => {
    expect(parseToolInput(text)).toEqual({ _raw_arguments: text });
  });

  it.each([100, 5000])('keeps as text what is nested too deeply to come back: %i levels more', (depth) => {
    const text = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(parseToolInput(text)).toEqual({ _raw_arguments: text });
  });

  it('reads brackets inside strings, and nesting that is deep enough for any tool', () => {
    expect(parseToolInput(`{"a":"${'['.repeat(5000)}"}`)).toEqual({ a: '['.repeat(5000) });
    expect(parseToolInput(`{"a":${'['.repeat(99)}${']'.repeat(99)}}`)).toHaveProperty('a');
  });

  it('keeps a member named __proto__ a member', () => {
    expect(Object.keys(parseToolInput('{"__proto__":{"a":1}}'))).toEqual(['__proto__']);
  });
});

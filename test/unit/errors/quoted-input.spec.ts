import { describe, expect, it } from '@jest/globals';
import { removeQuotedInput } from '../../../src/errors/quoted-input.js';

const clean = (message: string, request: object): string | undefined =>
  removeQuotedInput({ message, names: [] }, request)?.message.replaceAll('\0', '_');
const say = (content: unknown): object => ({ model: 'm', messages: [{ role: 'user', content }] });
const tool = (fields: object): object => ({ tools: [{ name: 'lookup', input_schema: { type: 'object' }, ...fields }] });

describe('removeQuotedInput', () => {
  it('keeps the words of the upstream', () => {
    const message = "Unsupported parameter: 'temperature' is not supported with this model.";
    expect(clean(message, say('What is the temperature, and which units are not supported?'))).toBe(message);
  });

  it.each([
    ['a name', tool({ name: 'temperature' }), "Tool 'temperature' is not supported", "Tool '_' is not supported"],
    [
      'a type in a schema',
      tool({ input_schema: { type: 'object', properties: { a: { type: 'max_tokens must be at most 1' } } } }),
      "Invalid schema: 'max_tokens must be at most 1' is not valid",
      "Invalid schema: '_ _ _ _ _ _' is not valid",
    ],
    [
      'a key in a schema',
      tool({ input_schema: { properties: { stop: {} } } }),
      'Property stop is not supported',
      'Property _ is not supported',
    ],
    ['a stop sequence', { stop_sequences: ['is not supported'] }, 'stop: is not supported', 'stop: _ _ _'],
    [
      'a key in the input of a call',
      say([{ type: 'tool_use', id: 'toolu_1', name: 'f', input: { 'top_p is unsupported': 1 } }]),
      'Bad arguments: {"top_p is unsupported":1}',
      'Bad arguments: {"_ _ _":1}',
    ],
    [
      'a part of a long text',
      say('Once upon a time max_tokens must be at most 1 and so on'),
      'Cannot parse "time max_tokens must be at mo..."',
      'Cannot parse "_ _ _ _ _ mo..."',
    ],
  ])('cuts out %s', (_, request, message, expected) => {
    expect(clean(message, request)).toBe(expected);
  });

  it.each([
    ['another case', 'Cannot parse MAX_TOKENS MUST BE AT MOST 1'],
    ['JSON escapes', 'Cannot parse \\"max_tokens\\nmust be at\\u00a0most 1\\"'],
    ['line breaks', 'Cannot parse\nmax_tokens\nmust\nbe\nat\nmost\n1'],
    ['letters outside ASCII before it', 'İnvalid İ: max_tokens must be at most 1'],
  ])('finds a quote with %s', (_, message) => {
    expect(clean(message, say('max_tokens must be at most 1'))).not.toMatch(/max_tokens|\b1\b/i);
  });

  it('keeps words of the protocol that every request contains', () => {
    const message = 'This model does not support image input with role user: unknown name type';
    expect(clean(message, { ...say([{ type: 'image' }]), ...tool({ description: 'Finds a page' }) })).toBe(message);
  });

  it('does not search a request that is longer than any context window', () => {
    expect(clean('stop is not supported', say('x'.repeat(1_000_001)))).toBeUndefined();
  });
});

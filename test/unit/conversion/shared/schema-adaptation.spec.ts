import { describe, expect, it } from '@jest/globals';
import { adaptSchema } from '../../../../src/conversion/shared/request/schema-adaptation.js';
import { gemini } from '../../../../src/providers/profiles/gemini.js';
import { llamacpp } from '../../../../src/providers/profiles/llamacpp.js';
import { lmstudio } from '../../../../src/providers/profiles/lmstudio.js';
import { moonshot } from '../../../../src/providers/profiles/moonshot.js';
import { openai } from '../../../../src/providers/profiles/openai.js';

const property = (schema: object) => ({ type: 'object', properties: { a: schema } });

describe('adaptSchema', () => {
  it.each([
    ['an empty name in enum', { type: 'string', enum: ['', 'x'] }, { type: 'string', enum: ['x'] }],
    ['an enum of only empty names', { type: 'string', enum: [''] }, { type: 'string' }],
    ['an enum of numbers in quotes', { type: 'integer', enum: ['1'] }, { type: 'integer' }],
    [
      'null as one of two branches',
      { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'A' },
      { type: 'string', description: 'A', nullable: true },
    ],
    [
      'null as one of several branches',
      { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }, { type: 'integer' }], nullable: true },
    ],
  ])('expresses %s in the keywords of Gemini', (_kind, schema, expected) => {
    expect(adaptSchema(property(schema), gemini.tools.schema)).toEqual(property(expected));
  });

  it('moves a type next to anyOf into the branches for Moonshot', () => {
    const schema = property({ type: 'string', anyOf: [{ minLength: 1 }, { type: 'null' }] });
    expect(adaptSchema(schema, moonshot.tools.schema)).toEqual(
      property({ anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] }),
    );
  });

  it.each([llamacpp, lmstudio])('drops patterns for $name unless they match the whole string', ({ tools }) => {
    const whole = property({ type: 'string', pattern: '^[a-z]+$' });
    expect(adaptSchema(whole, tools.schema)).toEqual(whole);
    expect(adaptSchema(property({ type: 'string', pattern: '[a-z]' }), tools.schema)).toEqual(
      property({ type: 'string' }),
    );
  });

  it('leaves out empty properties for llama.cpp, which would forbid any', () => {
    expect(adaptSchema({ type: 'object', properties: {} }, llamacpp.tools.schema)).toEqual({ type: 'object' });
  });

  it('changes nothing for a provider that accepts any schema', () => {
    const schema = property({ type: 'string', pattern: '[a-z]', anyOf: [{}] });
    expect(adaptSchema(schema, openai.tools.schema)).toBe(schema);
  });
});

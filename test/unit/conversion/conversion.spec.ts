import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../src/protocol/anthropic/message.js';
import { createTestConversion, aRequest } from '../../support/test-conversion.js';

describe('beginExchange', () => {
  it('signs thinking with its origin', () => {
    const conversion = createTestConversion(aRequest(), { upstreamModel: 'qwen3' });
    const [block] = conversion.convertResponse({ choices: [{ message: { reasoning: 'Hm.' } }] }).content;
    const signature = block?.type === 'thinking' ? block.signature : '';
    expect(signature).toMatch(/^cpx1\.[\w-]+$/);
    expect(JSON.parse(Buffer.from(signature.slice(5), 'base64url').toString())).toEqual({ d: 'standard', m: 'qwen3' });
  });

  it.each<[Message['model'], string | undefined]>([
    ['claude-opus-5-5[1m]', 'gpt-4o'],
    ['my-model', undefined],
  ])('answers with the model by the name that the client asked for: %s', (model, upstreamModel) => {
    const conversion = createTestConversion(aRequest({ model }), { ...(upstreamModel && { upstreamModel }) });
    expect(conversion.convertResponse({ choices: [{ message: { content: 'Hi' } }] }).model).toBe(model);
  });

  it('hides reasoning only when thinking is disabled outright', () => {
    const typesFor = (thinking: Parameters<typeof aRequest>[0]): string[] =>
      createTestConversion(aRequest(thinking))
        .convertResponse({ choices: [{ message: { reasoning: 'Hm.', content: 'Hi' } }] })
        .content.map(({ type }) => type);
    expect(typesFor({})).toEqual(['thinking', 'text']);
    expect(typesFor({ thinking: null })).toEqual(['thinking', 'text']);
    expect(typesFor({ thinking: { type: 'between_tools' } })).toEqual(['thinking', 'text']);
    expect(typesFor({ thinking: { type: 'disabled' } })).toEqual(['text']);
  });
});

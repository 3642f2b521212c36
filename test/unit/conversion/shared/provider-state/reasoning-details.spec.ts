import { describe, expect, it } from '@jest/globals';
import { ReasoningDetails } from '../../../../../src/conversion/shared/provider-state/pending-state.js';
import type { ChatReasoningDetail } from '../../../../../src/protocol/openai/chat-completion.js';

type Fragments = readonly (ChatReasoningDetail | null)[];

const text = (piece: string, more: ChatReasoningDetail = {}): ChatReasoningDetail => ({
  type: 'reasoning.text',
  text: piece,
  index: 0,
  ...more,
});
const encrypted = (data: string): ChatReasoningDetail => ({ type: 'reasoning.encrypted', data, index: 0 });

describe('ReasoningDetails', () => {
  it.each<[string, Fragments, Fragments]>([
    ['pieces of a text', [text('Let '), text('me '), text('see.')], [text('Let me see.')]],
    [
      'a signature that comes last, without text (agno#8794)',
      [text('Let me see.', { format: 'anthropic-claude-v1' }), { type: 'reasoning.text', signature: 'sig', index: 0 }],
      [text('Let me see.', { format: 'anthropic-claude-v1', signature: 'sig' })],
    ],
    [
      'fields that are null in some pieces',
      [text('a', { id: 'r1', signature: null }), text('b', { id: null, signature: null })],
      [text('ab', { id: 'r1', signature: null })],
    ],
    [
      'pieces of a summary (ai-sdk-provider#519)',
      [
        { type: 'reasoning.summary', summary: 'Pla', index: 0 },
        { type: 'reasoning.summary', summary: 'n', index: 0 },
      ],
      [{ type: 'reasoning.summary', summary: 'Plan', index: 0 }],
    ],
    [
      'pieces without an index',
      [
        { type: 'reasoning.text', text: 'a' },
        { type: 'reasoning.text', text: 'b' },
      ],
      [{ type: 'reasoning.text', text: 'ab' }],
    ],
  ])('joins %s', (_, fragments, whole) => {
    const details = new ReasoningDetails();
    for (const fragment of fragments) details.accept([fragment]);
    expect(details.flush()).toEqual(whole);
  });

  it.each<[string, Fragments]>([
    ['encrypted ones, which come whole', [encrypted('a'), encrypted('b')]],
    ['different indices', [text('a'), text('b', { index: 1 })]],
    ['different ids', [text('a', { id: 'r1' }), text('b', { id: 'r2' })]],
    ['different kinds, though all of index 0', [text('a'), encrypted('b'), text('c')]],
    ['what follows a signature', [text('a', { signature: 's1' }), text('b', { signature: 's2' })]],
    [
      'kinds that it does not know',
      [
        { type: 'reasoning.new', index: 0 },
        { type: 'reasoning.new', index: 0 },
      ],
    ],
  ])('keeps apart %s', (_, fragments) => {
    const details = new ReasoningDetails();
    details.accept(fragments);
    expect(details.flush()).toEqual(fragments);
  });

  it('skips values that are not details, changes none, and returns each once', () => {
    const details = new ReasoningDetails();
    const first = Object.freeze(text('a'));
    details.accept([null, 'x' as ChatReasoningDetail, first]);
    details.accept([text('b')]);
    expect(details.flush()).toEqual([text('ab')]);
    expect(details.flush()).toEqual([]);
    expect(first).toEqual(text('a'));
  });
});

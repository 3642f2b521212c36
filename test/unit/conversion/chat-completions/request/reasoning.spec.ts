import { describe, expect, it } from '@jest/globals';
import { DroppedNames } from '../../../../../src/conversion/shared/dropped-names.js';
import { convertReasoning } from '../../../../../src/conversion/chat-completions/request/reasoning.js';
import type { ModelFeatures } from '../../../../../src/providers/provider-profile.js';
import { standard } from '../../../../../src/providers/profiles/standard.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';

type Said = Pick<CreateMessageRequest, 'thinking' | 'output_config'>;

const plain = standard.modelFeatures('gpt-4o');

function effortOf(
  said: Said,
  features: Partial<ModelFeatures>,
  hasTools = false,
): [string | undefined, readonly string[]] {
  const dropped = new DroppedNames();
  const request = { model: 'm', max_tokens: 1, messages: [], ...said };
  const { reasoning_effort } = convertReasoning(request, {
    features: { ...plain, ...features },
    hasTools,
    dropped,
    convertFields: (requested) => standard.convertReasoning(requested),
  });
  return [reasoning_effort, dropped.list()];
}

describe('convertReasoning', () => {
  const all = standard.modelFeatures('gpt-5.6').efforts;

  it.each([
    [4096, 'high'],
    [4095, 'medium'],
    [2047, 'low'],
    [1023, 'low'],
  ])('takes a budget of %i tokens for %s', (budget_tokens, effort) => {
    const thinking = { type: 'enabled', budget_tokens } as const;
    expect(effortOf({ thinking }, { efforts: all })[0]).toBe(effort);
  });

  it.each([
    ['max', 'low medium high', 'high'],
    ['max', 'low medium high xhigh', 'xhigh'],
    ['xhigh', 'none low medium high max', 'high'],
    ['high', 'max', 'max'],
    ['medium', 'low high', 'high'],
    ['medium', 'minimal low', 'low'],
    ['low', 'none medium', 'medium'],
  ] as const)('turns %s into the nearest of %s', (effort, known, expected) => {
    const efforts = known.split(' ') as ModelFeatures['efforts'];
    expect(effortOf({ output_config: { effort } }, { efforts })).toEqual([expected, []]);
  });

  it.each([
    ['none low', 'none'],
    ['minimal low', 'minimal'],
    ['low medium', 'low'],
  ] as const)('turns disabled thinking into the weakest of %s, before any effort', (known, expected) => {
    const efforts = known.split(' ') as ModelFeatures['efforts'];
    const said: Said = { thinking: { type: 'disabled' }, output_config: { effort: 'high' } };
    expect(effortOf(said, { efforts })).toEqual([expected, []]);
  });

  it('prefers the effort to the budget', () => {
    const said: Said = { thinking: { type: 'enabled', budget_tokens: 9999 }, output_config: { effort: 'low' } };
    expect(effortOf(said, { efforts: all })).toEqual(['low', []]);
  });

  it.each([
    {},
    { thinking: null, output_config: null },
    { thinking: { type: 'adaptive' } },
    { thinking: { type: 'between_tools' } },
    { thinking: { type: 'enabled' } },
    { output_config: { effort: null } },
    { thinking: 'enabled', output_config: 'x' },
  ] as Said[])('leaves the effort to the model for %j', (said) => {
    expect(effortOf(said, { efforts: all })).toEqual([undefined, []]);
  });

  it.each([
    [{ output_config: { effort: 'high' } }, 'output_config.effort'],
    [{ thinking: { type: 'enabled', budget_tokens: 9 } }, 'thinking'],
  ] as [Said, string][])('names what a plain model does not get: %j', (said, name) => {
    expect(effortOf(said, {})).toEqual([undefined, [name]]);
    expect(effortOf({ ...said, thinking: { type: 'disabled' } }, {})).toEqual([undefined, []]);
  });

  it('names an effort that nobody knows', () => {
    expect(effortOf({ output_config: { effort: 'turbo' } } as unknown as Said, { efforts: all })).toEqual([
      undefined,
      ['output_config.effort'],
    ]);
  });

  it('sets the effort that the model accepts with tools', () => {
    const said: Said = { output_config: { effort: 'high' } };
    const dropped = ['output_config.effort'];
    expect(effortOf(said, { efforts: all, effortWithTools: 'absent' }, true)).toEqual([undefined, dropped]);
    expect(effortOf(said, { efforts: all, effortWithTools: 'none' }, true)).toEqual(['none', dropped]);
    expect(effortOf({}, { efforts: all, effortWithTools: 'none' }, true)).toEqual(['none', []]);
    expect(effortOf(said, { efforts: all, effortWithTools: 'none' }, false)).toEqual(['high', []]);
  });
});

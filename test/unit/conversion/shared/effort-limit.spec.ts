import { describe, expect, it } from '@jest/globals';
import { type EffortLimit, limitEffort } from '../../../../src/conversion/shared/requested-reasoning.js';
import type { CreateMessageRequest, ThinkingConfig } from '../../../../src/protocol/anthropic/request.js';

const request = (overrides: Partial<CreateMessageRequest>): CreateMessageRequest => ({
  model: 'claude-opus-5-5',
  max_tokens: 100,
  messages: [],
  ...overrides,
});
const budget = (budget_tokens: number): ThinkingConfig => ({ type: 'enabled', budget_tokens });
const limited = (overrides: Partial<CreateMessageRequest>, limit?: EffortLimit): CreateMessageRequest =>
  limitEffort(request(overrides), limit);

describe('withEffortLimit', () => {
  it.each<[Partial<CreateMessageRequest>, EffortLimit, string]>([
    [{ output_config: { effort: 'max' } }, 'medium', 'medium'],
    [{ output_config: { effort: 'high' } }, 'low', 'low'],
    [{ thinking: budget(30_000) }, 'low', 'low'],
  ])('lowers the effort of %j to %s', (overrides, limit, effort) => {
    const { output_config, thinking } = limited(overrides, limit);
    expect(output_config).toEqual({ effort });
    // Whether the client is shown the reasoning is another question.
    expect(thinking).toEqual(overrides.thinking);
  });

  it.each<[Partial<CreateMessageRequest>, EffortLimit | undefined]>([
    [{ output_config: { effort: 'low' } }, 'medium'],
    [{ output_config: { effort: 'medium' } }, 'medium'],
    [{ thinking: budget(1_024) }, 'medium'],
    [{ thinking: { type: 'adaptive' } }, 'low'],
    [{ thinking: { type: 'disabled' } }, 'low'],
    [{}, 'low'],
    [{ output_config: { effort: 'max' } }, undefined],
  ])('leaves %j unchanged with %s', (overrides, limit) => {
    expect(limited(overrides, limit)).toEqual(request(overrides));
  });

  it('keeps what else is said of the output', () => {
    const format = { type: 'json_schema', schema: {} } as const;
    expect(limited({ output_config: { effort: 'max', format } }, 'high').output_config).toEqual({
      effort: 'high',
      format,
    });
  });

  it('switches reasoning off', () => {
    expect(limited({ thinking: budget(5_000) }, 'none').thinking).toEqual({ type: 'disabled' });
    expect(limited({}, 'none').thinking).toEqual({ type: 'disabled' });
  });
});

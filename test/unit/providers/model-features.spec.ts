import { describe, expect, it } from '@jest/globals';
import { azure } from '../../../src/providers/profiles/azure.js';
import { openai } from '../../../src/providers/profiles/openai.js';
import { standard } from '../../../src/providers/profiles/standard.js';

const reasons = (model: string): boolean => standard.modelFeatures(model).efforts.length > 0;

describe('model features', () => {
  it.each([
    'o1',
    'GPT-5-mini',
    'o3',
    'o4-mini',
    'o10-mini-2027-01-01',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5.1-codex',
    'gpt-10',
    'openai/gpt-5',
    'ft:o4-mini:acme::x',
    'o3:free',
  ])('takes %s for a reasoning model', (model) => {
    expect(reasons(model)).toBe(true);
    expect(standard.modelFeatures(model)).toMatchObject({
      tokenLimitField: 'max_completion_tokens',
      acceptsSampling: false,
    });
  });

  it.each([
    'gpt-4o',
    'gpt-4.1-mini',
    'gpt-35-turbo',
    'gpt-35-turbo-16k',
    'gpt-5-chat-latest',
    'gpt-5.1-chat',
    'chatgpt-4o-latest',
    'gpt-oss-120b',
    'o200k',
    'qwen3-coder',
    'my-gpt-5',
    'solo3',
  ])('takes %s for a plain model', (model) => {
    expect(reasons(model)).toBe(false);
    expect(standard.modelFeatures(model)).toMatchObject({
      tokenLimitField: 'max_tokens',
      acceptsSampling: true,
      maxStops: 4,
    });
  });

  it.each([
    ['o3', 'low medium high'],
    ['gpt-5-mini', 'minimal low medium high'],
    ['gpt-5.1', 'none low medium high'],
    ['gpt-5.2', 'none low medium high xhigh'],
    ['gpt-5.5', 'none low medium high xhigh'],
    ['gpt-5.6', 'none low medium high xhigh max'],
    ['gpt-6', 'low medium high xhigh max'],
    ['gpt-6-luna', 'none low medium high xhigh max'],
  ])('lists the efforts of %s', (model, efforts) => {
    expect(standard.modelFeatures(model).efforts.join(' ')).toBe(efforts);
  });

  it.each([
    ['o1', 4],
    ['o3', 0],
    ['o4-mini', 0],
    ['gpt-5', 0],
    ['gpt-6', 0],
  ])('lets %s have %i stops', (model, stops) => {
    expect(standard.modelFeatures(model).maxStops).toBe(stops);
  });

  it.each([
    ['gpt-5', 'any'],
    ['gpt-5.4-mini', 'absent'],
    ['gpt-5.5', 'absent'],
    ['gpt-5.6-terra', 'none'],
    ['gpt-6', 'any'],
    ['o3', 'any'],
  ])('resolves the effort of %s with tools: %s', (model, effort) => {
    expect(standard.modelFeatures(model).effortWithTools).toBe(effort);
  });

  it('names the limit by OpenAI’s newer field on OpenAI and Azure, by model elsewhere', () => {
    expect(openai.modelFeatures('gpt-4o').tokenLimitField).toBe('max_completion_tokens');
    expect(azure.modelFeatures('gpt-4o').tokenLimitField).toBe('max_completion_tokens');
    expect(azure.modelFeatures('any-deployment').tokenLimitField).toBe('max_completion_tokens');
    expect(azure.modelFeatures('gpt-5-mini').tokenLimitField).toBe('max_completion_tokens');
  });
});

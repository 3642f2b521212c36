import { describe, expect, it } from '@jest/globals';
import { toProviderName } from '../../../src/tracing/to-provider-name.js';

describe('toProviderName', () => {
  it.each([
    ['openai', 'openai'],
    ['azure', 'azure.ai.openai'],
    ['gemini', 'gcp.gemini'],
    ['vllm', 'vllm'],
    ['standard', '_OTHER'],
    [undefined, '_OTHER'],
  ])('%s: %s', (provider, name) => {
    expect(toProviderName(provider)).toBe(name);
  });
});

import { describe, expect, it } from '@jest/globals';
import { resolveProviderName } from '../../../src/observability/tracing/span-attributes.js';

describe('resolveProviderName', () => {
  it.each([
    ['openai', 'openai'],
    ['azure', 'azure.ai.openai'],
    ['gemini', 'gcp.gemini'],
    ['vllm', 'vllm'],
    ['standard', '_OTHER'],
    [undefined, '_OTHER'],
  ])('%s: %s', (provider, name) => {
    expect(resolveProviderName(provider)).toBe(name);
  });
});

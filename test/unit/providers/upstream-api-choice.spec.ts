import { describe, expect, it } from '@jest/globals';
import { resolveProviderProfile } from '../../../src/providers/registry.js';
import type { ProviderName } from '../../../src/providers/registry.js';

const preferredApi = (baseUrl: string, model: string, provider?: ProviderName): string =>
  resolveProviderProfile(new URL(baseUrl), provider).preferredApi(new URL(baseUrl), model);

const openai = 'https://api.openai.com/v1';
const azure = 'https://my-team.openai.azure.com/openai/v1';
const azureDeployment = 'https://my-team.openai.azure.com/openai/deployments/gpt-5';

describe('the preferred API of a provider', () => {
  it.each([
    [openai, 'gpt-6'],
    [openai, 'gpt-5.4-mini'],
    [openai, 'o3'],
    [openai, 'codex-mini-latest-codex'],
    [openai, 'gpt-5-pro'],
    [openai, 'o4-mini-deep-research'],
    ['https://eu.api.openai.com/v1', 'gpt-5'],
    [azure, 'gpt-5.6'],
    [`${azure}/`, 'gpt-5'],
    ['https://api.x.ai/v1', 'grok-4.5'],
    ['https://api.x.ai/v1', 'grok-code-fast-1'],
  ])('is Responses at %s for %s', (baseUrl, model) => {
    expect(preferredApi(baseUrl, model)).toBe('responses');
  });

  it.each([
    [openai, 'gpt-4o'],
    [openai, 'gpt-5-chat-latest'],
    [openai, 'gpt-4.1'],
    [azure, 'my-deployment'],
    [azureDeployment, 'gpt-5'],
    ['https://api.x.ai/v1', 'grok-4-fast-non-reasoning'],
    ['https://api.x.ai/v1', 'grok-3'],
    ['https://openrouter.ai/api/v1', 'openai/gpt-6'],
    ['http://localhost:8000/v1', 'gpt-6'],
    ['https://api.deepseek.com/v1', 'deepseek-v4'],
    ['https://gateway.example/anthropic/v2', 'claude-opus-5-5'],
    ['https://gateway.example/not-anthropic', 'claude-opus-5-5'],
  ])('is Chat Completions at %s for %s', (baseUrl, model) => {
    expect(preferredApi(baseUrl, model)).toBe('chat-completions');
  });

  it.each([
    ['https://api.deepseek.com/anthropic', 'deepseek-v4'],
    ['https://gateway.example/anthropic/v1', 'gpt-6'],
    ['https://gateway.example/apps/anthropic/', 'qwen3-max'],
  ])('is Messages at %s for %s', (baseUrl, model) => {
    expect(preferredApi(baseUrl, model)).toBe('messages');
  });

  it('is Chat Completions at another host with the profile of OpenAI', () => {
    expect(preferredApi('https://gateway.example/v1', 'gpt-6', 'openai')).toBe('chat-completions');
  });
});

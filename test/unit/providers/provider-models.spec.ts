import { describe, expect, it } from '@jest/globals';
import { providerProfiles, resolveProviderProfile } from '../../../src/providers/registry.js';
import type { ProviderName } from '../../../src/providers/registry.js';
import type { ProviderProfile, ReasoningRequest } from '../../../src/providers/provider-profile.js';
import type { ChatRequest } from '../../../src/protocol/openai/chat-request.js';

const profileOf = (name: ProviderName): ProviderProfile =>
  resolveProviderProfile(new URL('https://gateway.example/v1'), name);
const effortsOf = (name: ProviderName, model: string): string => profileOf(name).modelFeatures(model).efforts.join(' ');

describe('the efforts of a provider’s model', () => {
  it.each([
    ['gemini', 'gemini-2.5-flash', 'none low medium high'],
    ['gemini', 'models/gemini-2.5-pro', 'low medium high'],
    ['gemini', 'gemini-3-pro-preview', 'low medium high'],
    ['gemini', 'gemini-2.0-flash', ''],
    ['gemini', 'gemma-3-27b-it', ''],
    ['ollama', 'gpt-oss:20b', 'low medium high'],
    ['ollama', 'qwen3:32b', 'none low medium high'],
    ['ollama', 'deepseek-r1:70b', 'none low medium high'],
    ['ollama', 'qwen3-coder:30b', ''],
    ['ollama', 'qwen3:4b-instruct', ''],
    ['ollama', 'llama3.3', ''],
    ['groq', 'openai/gpt-oss-20b', 'low medium high'],
    ['groq', 'qwen/qwen3-32b', 'none'],
    ['groq', 'llama-3.3-70b-versatile', ''],
    ['cerebras', 'zai-glm-4.7', 'none'],
    ['cerebras', 'qwen-3-235b-a22b-instruct-2507', ''],
    ['mistral', 'mistral-small-latest', 'none high'],
    ['mistral', 'mistral-medium-3.5', 'none high'],
    ['mistral', 'codestral-latest', ''],
    ['xai', 'grok-3-mini', 'low high'],
    ['xai', 'grok-4.3', 'none low medium high'],
    ['xai', 'grok-4.5', 'low medium high'],
    ['xai', 'grok-4-0709', ''],
    ['xai', 'grok-4.20-reasoning', ''],
    ['moonshot', 'kimi-k3', 'low high max'],
    ['moonshot', 'kimi-k2.6', ''],
    ['deepseek', 'deepseek-v4-pro', 'minimal low medium high xhigh max'],
    ['deepseek', 'deepseek-chat', ''],
    ['together', 'openai/gpt-oss-120b', 'low medium high'],
    ['fireworks', 'accounts/fireworks/models/gpt-oss-120b', 'low medium high'],
    ['vllm', 'Qwen/Qwen3-32B', ''],
    ['openrouter', 'openai/gpt-5.2', 'minimal low medium high xhigh'],
  ] as const)('%s: %s', (name, model, efforts) => {
    expect(effortsOf(name, model)).toBe(efforts);
  });
});

describe('the features of a provider’s model', () => {
  it.each([
    ['xai', 'grok-3', { maxStops: 4, tokenLimitField: 'max_completion_tokens' }],
    ['xai', 'grok-3-mini', { maxStops: 0 }],
    ['xai', 'grok-4-fast', { maxStops: 0 }],
    ['xai', 'grok-code-fast-1', { maxStops: 0 }],
    ['moonshot', 'kimi-k2.6', { acceptsSampling: false, maxStops: 5, tokenLimitField: 'max_completion_tokens' }],
    ['moonshot', 'moonshot-v1-32k', { acceptsSampling: true }],
    ['groq', 'openai/gpt-oss-120b', { responseFormat: 'json_schema', tokenLimitField: 'max_completion_tokens' }],
    ['groq', 'llama-3.3-70b-versatile', { responseFormat: 'json_object' }],
    ['openrouter', 'openai/gpt-5.6', { tokenLimitField: 'max_tokens', acceptsSampling: false, effortWithTools: 'any' }],
    ['mistral', 'mistral-large-latest', { tokenLimitField: 'max_tokens', maxStops: Infinity }],
    ['gemini', 'gemini-3-pro-preview', { missingThoughtSignature: 'skip_thought_signature_validator' }],
  ] as const)('%s: %s', (name, model, features) => {
    expect(profileOf(name).modelFeatures(model)).toMatchObject(features);
  });

  it('requires no signature from Gemini’s older models', () => {
    expect(profileOf('gemini').modelFeatures('gemini-2.5-flash')).not.toHaveProperty('missingThoughtSignature');
  });
});

describe('requested reasoning', () => {
  const off: ReasoningRequest = { isOff: true };
  const high: ReasoningRequest = { isOff: false, effort: 'high' };
  const budget: ReasoningRequest = { isOff: false, effort: 'high', budgetTokens: 4096 };

  it.each([
    ['dashscope', 'qwen3-max', off, { enable_thinking: false }],
    ['dashscope', 'qwen3-max', high, { enable_thinking: true }],
    ['dashscope', 'qwen3-max', budget, { enable_thinking: true, thinking_budget: 4096 }],
    ['dashscope', 'qwq-plus', budget, { thinking_budget: 4096 }],
    ['dashscope', 'qwq-plus', off, {}],
    ['dashscope', 'qwen3-coder-plus', budget, {}],
    [
      'deepseek',
      'deepseek-v4-flash',
      { isOff: false, effort: 'xhigh' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
    ],
    [
      'deepseek',
      'deepseek-v4-flash',
      { isOff: false, effort: 'minimal' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
    ],
    ['deepseek', 'deepseek-reasoner', off, {}],
    ['deepseek', 'deepseek-chat', off, { thinking: { type: 'disabled' } }],
    ['deepseek', 'deepseek-chat', { isOff: false, budgetTokens: 4096 }, { thinking: { type: 'enabled' } }],
    ['deepseek', 'deepseek-chat', { isOff: false }, {}],
    ['openrouter', 'anthropic/claude-sonnet-4.5', budget, { reasoning: { max_tokens: 4096 } }],
    ['openrouter', 'x/y', high, { reasoning: { effort: 'high' } }],
    ['openrouter', 'x/y', { isOff: false }, { reasoning: { enabled: true } }],
    ['openrouter', 'x/y', off, { reasoning: { exclude: true } }],
    ['openrouter', 'qwen/qwen3-14b', off, { reasoning: { enabled: false } }],
    ['openrouter', 'qwen/qwen3-30b-a3b-thinking-2507', off, { reasoning: { exclude: true } }],
    ['vllm', 'deepseek-ai/DeepSeek-V3.1', high, { chat_template_kwargs: { enable_thinking: true, thinking: true } }],
    ['vllm', 'openai/gpt-oss-20b', high, { reasoning_effort: 'high' }],
    ['vllm', 'openai/gpt-oss-20b', { isOff: false }, {}],
    ['vllm', 'mistralai/Magistral-Small', high, {}],
    ['llamacpp', 'qwen3', budget, { chat_template_kwargs: { enable_thinking: true }, thinking_budget_tokens: 4096 }],
    ['llamacpp', 'gpt-oss-20b', { isOff: false }, {}],
    ['moonshot', 'kimi-k2.5', off, { thinking: { type: 'disabled' } }],
    ['moonshot', 'kimi-k2-thinking', off, {}],
    ['moonshot', 'kimi-k3', high, { reasoning_effort: 'high' }],
  ] as [ProviderName, string, ReasoningRequest, object][])(
    'is put for %s, %s: %j',
    (name, model, requested, fields) => {
      expect(profileOf(name).convertReasoning(requested, model)).toEqual(fields);
    },
  );
});

describe('earlier reasoning', () => {
  const messages: ChatRequest['messages'] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello', reasoning_content: 'Hm.' },
  ];

  it('is not sent to DeepSeek’s R1, which rejects it', () => {
    const { refine } = profileOf('deepseek');
    expect(refine({ model: 'deepseek-r1', messages }).messages[1]).toEqual({ role: 'assistant', content: 'Hello' });
    expect(refine({ model: 'deepseek-v4', messages }).messages).toEqual(messages);
  });
});

describe.each(providerProfiles.map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  it('sends OpenAI’s own fields only where they are supported', () => {
    expect(profile.sendsOpenAiFields).toBe(['openai', 'azure', 'openrouter'].includes(profile.name));
    expect(profile.systemTurns).toBe(profile.sendsOpenAiFields ? 'inline' : 'wrapped');
  });
});

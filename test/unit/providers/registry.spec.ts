import { describe, expect, it } from '@jest/globals';
import { providerNames, resolveProviderProfile } from '../../../src/providers/registry.js';

describe('resolveProviderProfile', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://res.openai.azure.com/openai/v1', 'azure'],
    ['https://res.services.ai.azure.com/openai/v1', 'azure'],
    ['https://res.cognitiveservices.azure.com/openai/deployments/gpt-4o', 'azure'],
    ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'dashscope'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'dashscope'],
    ['https://coding-intl.dashscope.aliyuncs.com/v1', 'dashscope'],
    ['https://api.deepseek.com', 'deepseek'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://generativelanguage.googleapis.com/v1beta/openai', 'gemini'],
    ['https://api.groq.com/openai/v1', 'groq'],
    ['https://api.mistral.ai/v1', 'mistral'],
    ['https://api.x.ai/v1', 'xai'],
    ['https://us-east-1.api.x.ai/v1', 'xai'],
    ['https://api.together.xyz/v1', 'together'],
    ['https://api.together.ai/v1', 'together'],
    ['https://api.fireworks.ai/inference/v1', 'fireworks'],
    ['https://api.cerebras.ai/v1', 'cerebras'],
    ['https://api.moonshot.ai/v1', 'moonshot'],
    ['https://api.moonshot.cn/v1', 'moonshot'],
    ['https://ollama.com/v1', 'ollama'],
    ['http://ollama:11434/v1', 'ollama'],
    ['http://my-vllm.models.svc.cluster.local:8000/v1', 'vllm'],
    ['http://vllm-router/v1', 'vllm'],
    ['http://SGLang:30000/v1', 'sglang'],
    ['http://llama-cpp:8080/v1', 'llamacpp'],
    ['http://llamacpp:8080/v1', 'llamacpp'],
    ['http://lm-studio:1234/v1', 'lmstudio'],
    ['http://localhost:8000/v1', 'standard'],
    ['http://localhost:11434/v1', 'standard'],
    ['http://localhost:1234/v1', 'standard'],
    ['http://host.docker.internal:11434/v1', 'standard'],
    ['http://vllmish/v1', 'standard'],
    ['https://gateway.example/vllm/v1', 'standard'],
    ['https://dashscope.aliyuncs.com.evil.example/v1', 'standard'],
    ['https://notx.ai/v1', 'standard'],
    ['https://example.com/openrouter.ai/v1', 'standard'],
    ['http://127.0.0.1:11434/v1', 'standard'],
    ['https://api.openai.com.evil.example/v1', 'standard'],
    ['https://notapi.openai.com/v1', 'standard'],
  ])('takes %s for %s', (baseUrl, name) => {
    expect(resolveProviderProfile(new URL(baseUrl)).name).toBe(name);
  });

  it.each(providerNames)('takes the name %s before the host', (name) => {
    expect(resolveProviderProfile(new URL('https://api.openai.com/v1'), name).name).toBe(name);
  });
});

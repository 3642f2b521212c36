import { describe, expect, it } from '@jest/globals';
import { dialectNames, pickDialect } from '../../../src/dialects/index.js';

describe('pickDialect', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://res.openai.azure.com/openai/v1', 'azure'],
    ['https://res.services.ai.azure.com/openai/v1', 'azure'],
    ['https://res.cognitiveservices.azure.com/openai/deployments/gpt-4o', 'azure'],
    ['http://localhost:8000/v1', 'standard'],
    ['http://127.0.0.1:11434/v1', 'standard'],
    ['https://api.openai.com.evil.example/v1', 'standard'],
    ['https://notapi.openai.com/v1', 'standard'],
  ])('takes %s for %s', (baseUrl, name) => {
    expect(pickDialect(new URL(baseUrl)).name).toBe(name);
  });

  it.each(dialectNames)('takes the name %s before the host', (name) => {
    expect(pickDialect(new URL('https://api.openai.com/v1'), name).name).toBe(name);
  });
});

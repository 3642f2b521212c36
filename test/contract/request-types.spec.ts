import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../src/errors/api-error.js';
import { validateCreateMessage } from '../../src/messages/validation/request-validation.js';
import type { ChatRequest } from '../../src/protocol/openai/chat-request.js';
import { createTestConversion } from '../support/test-conversion.js';
import { findTypeErrors } from '../support/find-type-errors.js';
import { requestBodies } from '../support/fuzz-inputs.js';

const imports = `import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';`;

const samples = fc.sample(
  fc.tuple(requestBodies, fc.constantFrom('standard', 'openai', 'azure'), fc.constantFrom('gpt-4o', 'gpt-5.6', 'o3')),
  600,
);

/** The request for the upstream, unless the client's is refused. */
function convert(text: string, profile: string, upstreamModel: string): ChatRequest | undefined {
  try {
    const body: unknown = JSON.parse(text);
    validateCreateMessage(body);
    return createTestConversion(body, { profile, upstreamModel }).body;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

describe('every kind of request', () => {
  it('reaches the upstream as the official OpenAI SDK could have sent it', () => {
    const values = samples.flatMap(([text, profile, model]) => {
      const value = convert(text, profile, model);
      return value ? [{ name: `${profile} ${model} ${text}`, type: 'ChatCompletionCreateParams', value }] : [];
    });
    expect(values.length).toBeGreaterThan(200);
    expect(findTypeErrors(imports, values)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../../../../src/errors/api-error.js';
import type { Message } from '../../../../../src/protocol/anthropic/message.js';
import type { ChatCompletion } from '../../../../../src/protocol/openai/chat-completion.js';
import { createTestConversion, aRequest } from '../../../../support/test-conversion.js';

const convert = (completion: unknown): Message =>
  createTestConversion(aRequest()).convertResponse(completion as ChatCompletion);

describe('toMessage', () => {
  it('turns any JSON at all into a message with a block, or an ApiError', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({
        choices: fc.array(
          fc.record({
            message: fc.record({ content: fc.jsonValue(), reasoning: fc.jsonValue(), tool_calls: fc.jsonValue() }),
            finish_reason: fc.jsonValue(),
          }),
        ),
        usage: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(anything, (completion) => {
        const message = convertOrCatch(completion);
        if (!(message instanceof ApiError)) expect(message.content.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('does not change the completion', () => {
    const completion = Object.freeze({
      choices: Object.freeze([Object.freeze({ message: Object.freeze({ content: 'Hi' }) })]),
    });
    expect(convert(completion)).toMatchObject({ content: [{ text: 'Hi' }] });
  });
});

function convertOrCatch(completion: unknown): Message | ApiError {
  try {
    return convert(completion);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

import { describe, expect, it } from '@jest/globals';
import { readApiKeys } from '../../src/auth/api-keys.js';
import { findAdjustment } from '../../src/conversion/chat-completions/adjustments/request-adjustment.js';
import { stripBillingHeader } from '../../src/conversion/shared/blocks.js';
import { convertOpenAiFields } from '../../src/conversion/shared/request/openai-fields.js';
import { countTextTokens } from '../../src/conversion/shared/tokens/text-token-count.js';
import { parseContextOverflow } from '../../src/errors/context-overflow.js';
import { parseErrorBody } from '../../src/errors/error-body.js';
import { removeQuotedInput } from '../../src/errors/quoted-input.js';
import { maskSecrets } from '../../src/errors/secret-masking.js';
import { convertUpstreamHeaders } from '../../src/errors/upstream-response-headers.js';
import type { ChatRequest } from '../../src/protocol/openai/chat-request.js';
import { resolveOpenAiModelFeatures } from '../../src/providers/model-features.js';
import { runGuarded } from '../support/hang-guard.js';

/** Long enough that work which grows with the square of the length takes minutes. */
const LENGTH = 500_000;
const long = (unit: string): string => unit.repeat(Math.ceil(LENGTH / unit.length));

/** Each repeats the beginning of a pattern that never completes. */
const units: readonly string[] = [
  ...['1', 'a', ' ', '.', '_', '[', '\\', '-a', 'a.', 'A1', '1,', 'sk-', 'eyJaaaaaaaaaa.', 'apikey :', 'data:a/', 'a:'],
  ...['context length is 1 tokens ', 'context length of 1 tokens', 'too large: 1 ', 'contains 1 tokens ', '1 tokens '],
  ...['passed 1 input tokens and requested 1 output tokens ', 'configured limit of 1 tokens ', 'token limit: 1'],
  ...['a of type a', 'a is ', 'a: extra ', 'unsupported parameter ', 'response format', 'cannot be greater than a='],
];

const sent: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 128_000,
  temperature: 0.2,
};

describe('text that patterns search takes linear time', () => {
  it.each(units)('in the message of an error: %j', (unit) => {
    const message = `max_tokens unsupported, maximum context length: ${long(unit)}`;
    const failure = { message, names: [] };
    runGuarded(() => {
      parseErrorBody({ error: { message } });
      parseContextOverflow(failure);
      findAdjustment(failure, sent, {});
      maskSecrets(message, []);
    });
  });

  it('in the message of an error that quotes a request', () => {
    const request = { messages: [{ role: 'user', content: long('must be at most 1 ') }] };
    const message = 'must be at most 1 '.repeat(200);
    expect(runGuarded(() => removeQuotedInput({ message, names: [] }, request))?.message).not.toContain('most');
  });

  it.each([
    ['fields', 'x-anthropic-billing-header: a=1;', '1'],
    ['one field', 'x-anthropic-billing-header: a=', ' '],
    ['one field, without an end', 'x-anthropic-billing-header: a=', 'a'],
    ['blanks', 'x-anthropic-billing-header: a=1;', ' '],
    ['words', 'x-anthropic-billing-header:', 'a_'],
  ])('in 8 MB of text after a billing header: %s', (_, start, unit) => {
    const text = start + unit.repeat(8_000_000 / unit.length);
    expect(typeof runGuarded(() => stripBillingHeader(text))).toBe('string');
  });

  it.each(['_session_', '_session_a', 'a'])('in the id of a user: %j', (unit) => {
    runGuarded(() =>
      convertOpenAiFields(
        { model: 'm', max_tokens: 1, messages: [], metadata: { user_id: `${long(unit)}!` } },
        undefined,
      ),
    );
  });

  it.each(['o1', 'gpt-5', '/o1', '1', ':'])('in the name of a model: %j', (unit) => {
    runGuarded(() => resolveOpenAiModelFeatures(`gpt-${long(unit)}`));
  });

  it.each(['1', '1d', '1.', '1m'])('in the headers of a response: %j', (unit) => {
    const reset = long(unit);
    runGuarded(() =>
      convertUpstreamHeaders(
        { 'x-ratelimit-reset-requests': reset, 'retry-after': reset, 'x-request-id': reset },
        new Date(),
      ),
    );
  });

  it.each([' ', 'a ', ' a'])('in the key of a client: %j', (unit) => {
    runGuarded(() => readApiKeys({ authorization: `Bearer ${long(unit)}` }));
  });

  it.each(['a'.repeat(255) + ' ', '!'.repeat(255) + 'a', ' '.repeat(255) + 'a', 'a', '!', ' '])(
    'in text whose tokens are counted: %#',
    (unit) => {
      runGuarded(() => countTextTokens(long(unit), (text) => text.length));
    },
  );
});

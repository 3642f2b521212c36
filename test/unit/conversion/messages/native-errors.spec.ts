import { describe, expect, it } from '@jest/globals';
import { findNativeAdjustment } from '../../../../src/conversion/messages/native-adjustment.js';
import { classifyNativeError } from '../../../../src/conversion/messages/native-errors.js';
import type { SentFeature } from '../../../../src/conversion/messages/native-errors.js';
import { hasSentFeature } from '../../../../src/conversion/messages/sent-features.js';
import { parseErrorBody } from '../../../../src/errors/error-body.js';
import { anthropic } from '../../../../src/providers/profiles/messages.js';

const envelope = (type: string, message: string, extra = {}) => ({
  type: 'error',
  error: { type, message, ...extra },
  request_id: 'req_up',
});

function classify(status: number, body: unknown, sent: readonly SentFeature[] = [], inputScale = 1) {
  const context = {
    isProxyKey: true,
    requestedModel: 'claude-opus-5-5',
    estimatedInputTokens: () => 12,
    inputScale,
    confidential: ['upstream.example'],
    headers: {},
    now: new Date(0),
  };
  return classifyNativeError(status, body, context, (feature) => sent.includes(feature));
}

describe('an error of a Messages upstream', () => {
  it.each([
    [400, 'invalid_request_error', 'messages: at least one message is required'],
    [404, 'not_found_error', 'model: claude-opus-9'],
    [429, 'rate_limit_error', 'Number of requests has exceeded your rate limit'],
    [500, 'api_error', 'Internal server error'],
    [529, 'overloaded_error', 'Overloaded'],
    [504, 'timeout_error', 'The request timed out'],
    [400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'],
  ])('in Anthropic’s format keeps its status %i, its type %s and its message', (status, type, message) => {
    expect(classify(status, envelope(type, message))).toMatchObject({ status, type, message });
  });

  it('keeps its details', () => {
    const details = { retry: true };
    expect(classify(400, envelope('invalid_request_error', 'x', { details })).extras.details).toEqual(details);
  });

  it('has its secrets masked', () => {
    expect(classify(500, envelope('api_error', 'at upstream.example')).message).toBe('at [masked]');
  });

  it.each([
    ['a rejected key of the proxy', 401, envelope('authentication_error', 'invalid x-api-key'), 502, 'api_error'],
    ['no credit', 402, envelope('billing_error', 'Insufficient credit'), 402, 'billing_error'],
    [
      'Z.ai without a balance',
      429,
      { error: { code: '1113', message: 'Insufficient balance or no resource package.' } },
      402,
      'billing_error',
    ],
    [
      'vLLM',
      404,
      { error: { message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 } },
      404,
      'not_found_error',
    ],
    ['FastAPI', 422, { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] }, 400, 'invalid_request_error'],
    ['a web page', 503, '<html><body>Service Unavailable</body></html>', 529, 'overloaded_error'],
  ])('is converted as for all upstreams: %s', (_, status, body, expected, type) => {
    expect(classify(status, body)).toMatchObject({ status: expected, type });
  });

  it.each([
    [
      'OpenAI’s wording',
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens.",
    ],
    ['Z.ai’s wording', 'The prompt has reached its context window limit'],
  ])('about a long prompt has the wording that clients match: %s', (_, message) => {
    expect(classify(400, envelope('invalid_request_error', message)).message).toMatch(/^prompt is too long/);
  });

  it('about a long prompt has scaled numbers', () => {
    const body = envelope('invalid_request_error', 'prompt is too long: 110000 tokens > 100000 maximum');
    expect(classify(400, body, [], 2).message).toBe('prompt is too long: 220000 tokens > 200000 maximum');
  });

  it.each<[string, SentFeature, string]>([
    ["messages.1.role: Input should be 'user' or 'assistant'", 'system', 'mid_conv_system'],
    ['This model does not support image input', 'image', 'image_block'],
    ['PDF documents are not supported', 'document', 'document_block'],
    ['output_config.effort: Extra inputs are not permitted', 'effort', 'effort_unsupported'],
  ])('has a marker if the rejected feature was sent: %s', (message, feature, marker) => {
    const body = envelope('invalid_request_error', message);
    expect(classify(400, body, [feature]).message).toBe(`${message} (capability_rejected: ${marker})`);
    expect(classify(400, body).message).toBe(message);
  });
});

describe('the features of a request', () => {
  it.each<[SentFeature, unknown]>([
    ['system', { messages: [{ role: 'system', content: 'x' }] }],
    ['image', { messages: [{ role: 'user', content: [{ type: 'tool_result', content: [{ type: 'image' }] }] }] }],
    ['document', { messages: [{ role: 'user', content: [{ type: 'document' }] }] }],
    ['effort', { messages: [{ role: 'system', output_config: { effort: 'low' } }] }],
    ['effort', { output_config: { effort: 'low' } }],
  ])('include %s', (feature, body) => {
    expect(hasSentFeature(body, feature)).toBe(true);
    expect(hasSentFeature({ messages: [{ role: 'user', content: 'x' }] }, feature)).toBe(false);
  });
});

describe('the adjustment of a request that a Messages upstream rejected', () => {
  const sent = {
    features: anthropic.messagesFeatures,
    betas: ['a-2025-01-01', 'b-2025-01-01'],
    fields: ['model', 'speed', 'thinking'],
  };
  const adjust = (message: string, changes = {}) =>
    findNativeAdjustment(parseErrorBody(envelope('invalid_request_error', message)), {
      ...sent,
      features: { ...sent.features, ...changes },
    });

  it('leaves out a beta', () => {
    expect(adjust('Unexpected value(s) `b-2025-01-01` for the `anthropic-beta` header.')).toEqual({
      overrides: { messagesFeatures: { rejectedBetas: ['b-2025-01-01'] } },
      isLasting: true,
    });
  });

  it('leaves out an optional field', () => {
    expect(adjust('speed: Extra inputs are not permitted')).toEqual({
      overrides: { messagesFeatures: { rejectedFields: ['speed'] } },
      isLasting: true,
    });
  });

  it.each(['thinking: Extra inputs are not permitted', 'metadata: Extra inputs are not permitted', 'Something else'])(
    'is none for: %s',
    (message) => {
      expect(adjust(message)).toBeUndefined();
    },
  );

  it.each(['messages.1.content.0: Invalid `signature` in `thinking` block', "Invalid 'signature' in 'thinking'"])(
    'leaves out thinking once, for this request: %s',
    (message) => {
      const adjustment = { overrides: { messagesFeatures: { sendsThinking: false } }, isLasting: false };
      expect(adjust(message)).toEqual(adjustment);
      expect(adjust(message, { sendsThinking: false })).toBeUndefined();
    },
  );

  it('disables thinking once if its blocks are missing', () => {
    const message = 'Expected `thinking` or `redacted_thinking`, but found `text`. When thinking is enabled, …';
    expect(adjust(message)?.overrides).toEqual({ messagesFeatures: { allowsThinking: false } });
    expect(adjust(message, { allowsThinking: false })).toBeUndefined();
  });
});

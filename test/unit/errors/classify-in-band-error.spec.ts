import { describe, expect, it } from '@jest/globals';
import { ContentRefusal } from '../../../src/errors/content-refusal.js';
import { classifyInBandError } from '../../../src/errors/error-classification.js';
import type { UpstreamErrorContext } from '../../../src/errors/error-classification.js';

const context: UpstreamErrorContext = {
  isProxyKey: false,
  requestedModel: 'claude-opus-5-5',
  estimatedInputTokens: () => 5000,
  confidential: [],
};

describe('classifyInBandError', () => {
  it.each([
    ['a numeric code', { message: 'm', code: 429 }, 429, 'rate_limit_error'],
    ['a code in text', { message: 'm', code: '503' }, 529, 'overloaded_error'],
    ['a status', { message: 'm', status: 401 }, 401, 'authentication_error'],
    ['the whole body', { error: { object: 'error', message: 'm', code: 400 } }, 400, 'invalid_request_error'],
    ['rate_limit_exceeded', { message: 'm', code: 'rate_limit_exceeded' }, 429, 'rate_limit_error'],
    ['Too Many Requests', { message: 'm', type: 'Too Many Requests' }, 429, 'rate_limit_error'],
    ['RESOURCE_EXHAUSTED', { message: 'm', status: 'RESOURCE_EXHAUSTED' }, 429, 'rate_limit_error'],
    ['service_unavailable', { message: 'm', type: 'service_unavailable_error' }, 529, 'overloaded_error'],
    ['timeout', { message: 'm', type: 'timeout' }, 504, 'timeout_error'],
    ['invalid_api_key', { message: 'm', code: 'invalid_api_key' }, 401, 'authentication_error'],
    ['PermissionDenied', { message: 'm', code: 'PermissionDenied' }, 403, 'permission_error'],
    ['model_not_found', { message: 'm', code: 'not_found' }, 404, 'not_found_error'],
    ['BadRequestError', { message: 'm', type: 'BadRequestError' }, 400, 'invalid_request_error'],
    ['insufficient_quota', { message: 'm', code: 'insufficient_quota' }, 402, 'billing_error'],
    ['server_error', { message: 'm', type: 'server_error' }, 502, 'api_error'],
    ['a code that is not a status', { message: 'm', code: 1302 }, 502, 'api_error'],
    ['a string', 'm', 502, 'api_error'],
    ['xAI', { code: 'no idea', error: 'm' }, 502, 'api_error'],
  ])('classifies an error by %s', (_name, error, status, type) => {
    expect(classifyInBandError(error, context)).toMatchObject({ status, type, message: 'm' });
  });

  it('describes an error without a message', () => {
    expect(classifyInBandError(true, context).message).toBe('The upstream reported an error without a message');
  });

  it('detects an overflow without a status', () => {
    const error = { message: "The input (61709 tokens) is longer than the model's context length (40960 tokens)." };

    expect(classifyInBandError(error, context)).toMatchObject({
      status: 400,
      message: 'prompt is too long: 61709 tokens > 40960 maximum',
    });
  });

  it('detects a content filter', () => {
    expect(classifyInBandError({ message: 'no', code: 'content_filter' }, context)).toBeInstanceOf(ContentRefusal);
  });
});

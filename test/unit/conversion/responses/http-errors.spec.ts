import { describe, expect, it } from '@jest/globals';
import { ContentRefusal } from '../../../../src/errors/content-refusal.js';
import { type ErrorResponseContext, classifyErrorResponse } from '../../../../src/errors/error-classification.js';

const context: ErrorResponseContext = {
  isProxyKey: true,
  requestedModel: 'claude-opus-5-5',
  estimatedInputTokens: () => 5000,
  confidential: [],
  headers: {},
  now: new Date(0),
};

describe('an error of the Responses API by HTTP status', () => {
  it.each<[number, string | null, string, number, string]>([
    [429, 'rate_limit_exceeded', 'Rate limit reached.', 429, 'rate_limit_error'],
    [503, 'server_is_overloaded', 'Overloaded.', 529, 'overloaded_error'],
    [503, 'slow_down', 'Slow down.', 529, 'overloaded_error'],
    [500, 'server_error', 'The server had an error.', 500, 'api_error'],
    [500, null, 'Something happened.', 500, 'api_error'],
    [429, 'insufficient_quota', 'You exceeded your current quota.', 402, 'billing_error'],
    [429, 'project_spend_limit_exceeded', 'Spend limit reached.', 402, 'billing_error'],
    [429, 'organization_usage_limit_exceeded', 'Usage limit reached.', 402, 'billing_error'],
    [429, 'credit_balance_exhausted', 'No credits are left.', 402, 'billing_error'],
    [400, 'context_length_exceeded', 'Too much.', 400, 'invalid_request_error'],
    [400, 'invalid_prompt', 'Invalid prompt.', 400, 'invalid_request_error'],
    [400, 'data_residency_mismatch', 'Wrong region.', 400, 'invalid_request_error'],
    [400, 'invalid_image', 'Not an image.', 400, 'invalid_request_error'],
    [404, 'model_not_found', 'There is no such model.', 404, 'not_found_error'],
  ])('%i %s has its status', (status, code, message, expected, type) => {
    const error = classifyErrorResponse(status, { error: { message, code, type: null, param: null } }, context);
    expect(error).toMatchObject({ status: expected, type });
  });

  it.each([
    'cyber_policy',
    'bio_policy',
    'content_filter',
    'image_content_policy_violation',
    'content_policy_violation',
  ])('%s is a refusal', (code) => {
    const error = classifyErrorResponse(400, { error: { message: 'Flagged.', code } }, context);
    expect(error).toBeInstanceOf(ContentRefusal);
  });
});

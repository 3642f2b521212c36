import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { ContentRefusal } from '../../../src/errors/content-refusal.js';
import { type ErrorResponseContext, classifyErrorResponse } from '../../../src/errors/error-classification.js';

const context: ErrorResponseContext = {
  isProxyKey: true,
  requestedModel: 'claude-opus-5-5',
  estimatedInputTokens: () => 5000,
  confidential: ['upstream.example', 'a-secret-without-a-prefix'],
  headers: {},
  now: new Date('2026-11-23T12:00:00Z'),
};
const openAiError = (message: string, fields: Record<string, unknown> = {}): unknown => ({
  error: { message, type: null, code: null, param: null, ...fields },
});

describe('classifyErrorResponse', () => {
  it.each([
    [300, 502, 'api_error'],
    [307, 502, 'api_error'],
    [400, 400, 'invalid_request_error'],
    [402, 402, 'billing_error'],
    [404, 404, 'not_found_error'],
    [405, 400, 'invalid_request_error'],
    [408, 504, 'timeout_error'],
    [409, 409, 'conflict_error'],
    [413, 413, 'request_too_large'],
    [418, 400, 'invalid_request_error'],
    [422, 400, 'invalid_request_error'],
    [429, 429, 'rate_limit_error'],
    [500, 500, 'api_error'],
    [501, 502, 'api_error'],
    [502, 502, 'api_error'],
    [503, 529, 'overloaded_error'],
    [504, 504, 'timeout_error'],
    [522, 504, 'timeout_error'],
    [524, 504, 'timeout_error'],
    [529, 529, 'overloaded_error'],
  ])('converts status %i to %i %s and keeps the message', (status, expectedStatus, type) => {
    const error = classifyErrorResponse(status, openAiError('something about it'), context);

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: expectedStatus, type, message: 'something about it' });
    expect(error.extras.upstreamStatus).toBe(status);
  });

  it.each([401, 403])("reports a rejection of the proxy's own key (%i) as a failure of the proxy", (status) => {
    const error = classifyErrorResponse(
      status,
      openAiError('Incorrect API key provided: sk-proj-1234****abcd'),
      context,
    );

    expect(error).toMatchObject({ status: 502, type: 'api_error' });
    expect(error.message).toBe(
      `The upstream rejected the proxy's credentials (${status}); contact the operator of the proxy`,
    );
    expect(error.extras.headers).toEqual({ 'x-should-retry': 'false' });
  });

  it.each([
    [401, 'authentication_error'],
    [403, 'permission_error'],
  ])("forwards the rejection of the client's own key (%i)", (status, type) => {
    const error = classifyErrorResponse(status, openAiError('Your key is not valid'), {
      ...context,
      isProxyKey: false,
    });

    expect(error).toMatchObject({ status, type, message: 'Your key is not valid' });
  });

  it.each([
    [429, { code: 'insufficient_quota' }],
    [429, { type: 'exceeded_current_quota_error' }],
    [403, { code: 'insufficient_user_quota' }],
    [400, { code: 'Arrearage' }],
    [429, { code: 'billing_hard_limit_reached' }],
  ])('converts an exhausted account (%i %p) to a 402 without retries', (status, fields) => {
    const error = classifyErrorResponse(status, openAiError('You exceeded your current quota', fields), context);

    expect(error).toMatchObject({ status: 402, type: 'billing_error', message: 'You exceeded your current quota' });
    expect(error.extras.headers).toEqual({ 'x-should-retry': 'false' });
  });

  it.each([
    [500, { code: 'server_is_overloaded' }],
    [429, { type: 'engine_overloaded_error' }],
    [503, { code: 'slow_down' }],
    [500, { type: 'overloaded_error' }],
  ])('converts an overload (%i %p) to a 529', (status, fields) => {
    const error = classifyErrorResponse(status, openAiError('try later', fields), context);

    expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });
  });

  it.each([
    ['The model `x` does not exist', {}],
    ['nothing of that name', { code: 'model_not_found' }],
    ['The API deployment for this resource does not exist.', { code: 'DeploymentNotFound' }],
  ])('names the requested model when the upstream does not have it: %s', (message, fields) => {
    const error = classifyErrorResponse(404, openAiError(message, fields), context);

    expect(error).toMatchObject({ status: 404, message: `model: claude-opus-5-5 (${message})` });
  });

  it('does not name the model when the path is wrong', () => {
    expect(classifyErrorResponse(404, { detail: 'Not Found' }, context).message).toBe('Not Found');
  });

  it.each([
    { code: 'content_filter' },
    { innererror: { code: 'ResponsibleAIPolicyViolation', message: 'for machines' } },
    { code: 'data_inspection_failed' },
  ])('converts the error of a content filter to a refusal: %p', (fields) => {
    const error = classifyErrorResponse(400, openAiError('The prompt triggered the filter', fields), context);

    expect(error).toBeInstanceOf(ContentRefusal);
    expect(error).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: 'The prompt triggered the filter',
    });
  });

  it.each([['<!DOCTYPE html><html><h1>Bad Gateway</h1></html>'], [''], [undefined], [null], [{}], [[]]])(
    'describes an error without a readable message: %p',
    (body) => {
      expect(classifyErrorResponse(502, body, context).message).toBe(
        'The upstream returned status 502 without a readable message',
      );
    },
  );

  it('contains neither the key nor the host', () => {
    const message = 'a-secret-without-a-prefix was refused by upstream.example, see https://upstream.example/keys';

    expect(classifyErrorResponse(400, openAiError(message), context).message).toBe(
      '[masked] was refused by [masked], see [url]',
    );
  });

  it("forwards the upstream's headers", () => {
    const error = classifyErrorResponse(429, openAiError('slower'), {
      ...context,
      headers: { 'retry-after': '7', 'x-request-id': 'abc', 'x-ratelimit-limit-requests': '60', server: 'nginx' },
    });

    expect(error.extras.headers).toEqual({
      'retry-after': '7',
      'x-upstream-request-id': 'abc',
      'anthropic-ratelimit-requests-limit': '60',
    });
  });

  it.each([
    ["This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.", 9000],
    ["This model's maximum context length is 4096 tokens.", 5000],
    // The local count is an estimate; the upstream has determined that the prompt exceeds the limit.
    ["This model's maximum context length is 8192 tokens.", 8193],
  ])('formats an overflow so that clients compact the conversation: %s', (message, tokens) => {
    const limit = /(\d+) tokens/.exec(message)?.[1];
    const error = classifyErrorResponse(400, openAiError(message, { code: 'context_length_exceeded' }), context);

    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(error.message).toBe(`prompt is too long: ${tokens} tokens > ${limit} maximum`);
  });

  it('keeps the message of an overflow without numbers', () => {
    const error = classifyErrorResponse(413, openAiError('Input is too long for requested model.'), context);

    expect(error).toMatchObject({
      status: 400,
      message: 'prompt is too long (Input is too long for requested model.)',
    });
  });

  it('makes clients request fewer output tokens when the prompt alone would fit', () => {
    const message =
      "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens " +
      '(60000 in the messages, 10000 in the completion).';

    expect(classifyErrorResponse(400, openAiError(message), context).message).toBe(
      'input length and `max_tokens` exceed context limit: 60000 + 10000 > 65536, decrease input length or `max_tokens` and try again',
    );
  });

  it('detects an overflow only with the statuses that can mean one', () => {
    expect(classifyErrorResponse(500, openAiError('maximum context length is 5 tokens'), context).message).toBe(
      'maximum context length is 5 tokens',
    );
  });

  it.each([
    ['moderation', 'Your input was flagged for violence'],
    ['a policy about clients', 'This model is only available for coding agents'],
    ['a region', 'Country, region, or territory not supported'],
  ])('passes on the reason of a 403 that is not about the key: %s', (_reason, message) => {
    expect(classifyErrorResponse(403, openAiError(message), context)).toMatchObject({
      status: 403,
      type: 'permission_error',
      message,
    });
  });

  it.each([
    ['a JSON string', JSON.stringify({ error: { message: 'Flagged by the safety system' } })],
    ['a list of errors', JSON.stringify({ errors: [{ message: 'Flagged by the safety system' }] })],
    ['an object', { message: 'Flagged by the safety system' }],
  ])("finds the provider's reason in OpenRouter's metadata.raw: %s", (_shape, raw) => {
    const body = { error: { message: 'Provider returned error', code: 403, metadata: { raw } } };
    expect(classifyErrorResponse(403, body, context)).toMatchObject({
      status: 403,
      message: 'Flagged by the safety system',
    });
  });

  it.each([
    [500, 'insufficient balance (1008)'],
    [429, 'Insufficient balance or no resource package. Please recharge.'],
    [403, 'Your credit balance is too low to access the API'],
    [400, 'You are out of credits'],
  ])(
    'reports an exhausted account as billing_error that clients do not retry, whatever the status is: %i',
    (status, message) => {
      const error = classifyErrorResponse(status, openAiError(message), context);
      expect(error).toMatchObject({ status: 402, type: 'billing_error' });
      expect(error.extras.headers).toMatchObject({ 'x-should-retry': 'false' });
    },
  );

  it.each([
    [400, openAiError('Invalid model: x', { type: 'invalid_model', code: '1500' })],
    [400, openAiError('acme/x-1 is not a valid model ID')],
    [400, openAiError('The supported API model names are a or b, but you passed x.')],
    [400, openAiError('The model `x` has been decommissioned', { code: 'model_decommissioned' })],
    [400, openAiError('litellm.BadRequestError: Invalid model name passed in model=x')],
    [422, openAiError("The model 'x' does not exist")],
  ])('reports a missing model in any wording as 404: %i %j', (status, body) => {
    const error = classifyErrorResponse(status, body, context);
    expect(error).toMatchObject({ status: 404, type: 'not_found_error' });
    expect(error.message).toMatch(/^model: claude-opus-5-5 \(/);
  });

  it.each([
    ["Google's RetryInfo", { details: [{ '@type': 'x/google.rpc.RetryInfo', retryDelay: '26s' }] }, '26'],
    ['a fraction', { details: [{ retryDelay: '1.2s' }] }, '2'],
    ['words', { message: 'Please try again in 300ms.' }, '1'],
  ])('derives retry-after from the body: %s', (_source, fields, seconds) => {
    const error = classifyErrorResponse(429, openAiError('Quota exceeded', fields), context);
    expect(error.extras.headers).toEqual({ 'retry-after': seconds });
  });

  it('prefers the header to the body', () => {
    const headers = { 'retry-after': '7' };
    const error = classifyErrorResponse(429, openAiError('Please try again in 30s'), { ...context, headers });
    expect(error.extras.headers).toEqual({ 'retry-after': '7' });
  });

  it.each([
    [500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
    [404, 'No endpoints found that support image input'],
  ])('reports an input that the model does not accept as 400 whatever the status is: %i', (status, message) => {
    expect(classifyErrorResponse(status, openAiError(message), context)).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message,
    });
  });

  it('names the field and the reason of a validation error', () => {
    const body = {
      message: 'invalid input error',
      details: [{ loc: ['body', 'top_k'], msg: 'Input should be positive' }],
    };
    const { message, extras } = classifyErrorResponse(422, body, context);
    expect(message).toBe('top_k: Input should be positive');
    expect(extras.upstreamError?.param).toBe('top_k');
  });
});

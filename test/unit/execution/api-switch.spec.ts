import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import type { ApiErrorExtras } from '../../../src/errors/api-error.js';
import { parseErrorBody } from '../../../src/errors/error-body.js';
import { findApiSwitch } from '../../../src/execution/api-switch.js';

const rejection = (upstreamStatus: number, body: unknown, extras: ApiErrorExtras = {}): ApiError =>
  new ApiError(400, 'invalid_request_error', 'rejected', {
    upstreamStatus,
    upstreamError: parseErrorBody(body),
    ...extras,
  });
const openAiError = (message: string, fields: object = {}) => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...fields },
});

const TOOLS_WITH_EFFORT = openAiError(
  "Function tools with reasoning_effort are not supported for gpt-6 in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
  { param: 'reasoning_effort' },
);
const RESPONSES_ONLY = openAiError('This model is only supported in v1/responses and not in v1/chat/completions.', {
  param: 'model',
});

describe('findApiSwitch', () => {
  it.each([
    [400, TOOLS_WITH_EFFORT],
    [404, RESPONSES_ONLY],
  ])('switches to Responses after a %i of Chat Completions that refers to it', (status, body) => {
    expect(findApiSwitch(rejection(status, body), 'chat-completions', {})).toEqual({
      overrides: { api: 'responses' },
      isLasting: true,
    });
  });

  it.each([
    [400, openAiError("Unsupported parameter: 'reasoning_effort' is not supported with this model.")],
    [400, openAiError('The prompt mentions v1/responses and is too long.')],
    [404, openAiError('The model gpt-6 does not exist')],
    [500, TOOLS_WITH_EFFORT],
  ])('stays on Chat Completions after a %i with another message', (status, body) => {
    expect(findApiSwitch(rejection(status, body), 'chat-completions', {})).toBeUndefined();
  });

  it.each([
    [404, { detail: 'Not Found' }],
    [404, '404 page not found'],
    [404, '<html><body><h1>This model of a page</h1></body></html>'],
    [405, { detail: 'Method Not Allowed' }],
    [501, ''],
  ])('switches to Chat Completions after a %i of a server without Responses: %j', (status, body) => {
    expect(findApiSwitch(rejection(status, body), 'responses', {})).toEqual({
      overrides: { api: 'chat-completions' },
      isLasting: true,
    });
  });

  it('switches to Chat Completions after a response that is not of the Responses API', () => {
    const error = new ApiError(502, 'api_error', 'a web page', { isOtherApi: true });
    expect(findApiSwitch(error, 'responses', {})?.overrides).toEqual({ api: 'chat-completions' });
  });

  it.each([
    openAiError('The model `gpt-7` does not exist', { code: 'model_not_found' }),
    openAiError('Not available', { code: 'DeploymentNotFound' }),
    openAiError("Item with id 'rs_1' not found."),
  ])('stays on Responses after a 404 that names what was not found: %j', (body) => {
    expect(findApiSwitch(rejection(404, body), 'responses', {})).toBeUndefined();
  });

  it('returns a model that Chat Completions had rejected with the effort none', () => {
    const error = rejection(404, { detail: 'Not Found' });
    expect(findApiSwitch(error, 'responses', { api: 'responses' })?.overrides).toEqual({
      api: 'chat-completions',
      effortWithTools: 'none',
    });
  });

  it('keeps a model on Chat Completions that has been in both, with the effort none', () => {
    const error = rejection(400, TOOLS_WITH_EFFORT);
    expect(findApiSwitch(error, 'chat-completions', { api: 'chat-completions' })?.overrides).toEqual({
      effortWithTools: 'none',
    });
    const known = { api: 'chat-completions', effortWithTools: 'none' } as const;
    expect(findApiSwitch(error, 'chat-completions', known)).toBeUndefined();
  });

  it('does not switch from the Messages API', () => {
    expect(findApiSwitch(rejection(404, { detail: 'Not Found' }), 'messages', {})).toBeUndefined();
  });
});

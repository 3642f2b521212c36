import { describe, expect, it } from '@jest/globals';
import type { ApiError } from '../../../../src/errors/api-error.js';
import type { ResponsesEvent } from '../../../../src/protocol/openai/responses.js';
import { buildResponse } from '../../../support/responses-upstream.js';
import { aRequest } from '../../../support/test-conversion.js';
import { createTestResponse } from '../../../support/test-responses.js';

interface ErrorFields {
  readonly code?: string | null;
  readonly message: string;
  readonly error_type?: string;
}

type Shape = readonly [name: string, build: (error: ErrorFields) => ResponsesEvent];

const shapes: readonly Shape[] = [
  [
    'response.failed',
    (error) => ({ type: 'response.failed', response: { ...buildResponse([]), status: 'failed', error } }),
  ],
  ['a flat error event', (error) => ({ type: 'error', ...error })],
  ['a nested error event', (error) => ({ type: 'error', error })],
];

const output: ResponsesEvent = { type: 'response.output_text.delta', output_index: 0, delta: 'Half' };

function failWith(event: ResponsesEvent): ApiError {
  try {
    createTestResponse(aRequest()).stream({ type: 'response.created' }, event);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('No failure');
}

describe.each(shapes)('an error in %s', (_name, build) => {
  it.each<[string | null, string, number, string]>([
    ['rate_limit_exceeded', 'Rate limit reached.', 429, 'rate_limit_error'],
    ['server_is_overloaded', 'Overloaded.', 529, 'overloaded_error'],
    ['slow_down', 'Slow down.', 529, 'overloaded_error'],
    ['server_error', 'The server had an error.', 500, 'api_error'],
    [null, 'Something happened.', 500, 'api_error'],
    ['insufficient_quota', 'You exceeded your current quota.', 402, 'billing_error'],
    ['project_spend_limit_exceeded', 'Spend limit reached.', 402, 'billing_error'],
    ['organization_usage_limit_exceeded', 'Usage limit reached.', 402, 'billing_error'],
    ['credit_balance_exhausted', 'No credits are left.', 402, 'billing_error'],
    ['context_length_exceeded', 'Too much.', 400, 'invalid_request_error'],
    ['invalid_prompt', 'Invalid prompt.', 400, 'invalid_request_error'],
    ['data_residency_mismatch', 'Wrong region.', 400, 'invalid_request_error'],
    ['invalid_encrypted_content', 'It could not be verified.', 400, 'invalid_request_error'],
    ['unsupported_parameter', "Unsupported parameter: 'x'.", 400, 'invalid_request_error'],
    ['invalid_image', 'Not an image.', 400, 'invalid_request_error'],
    ['image_too_large', 'Too large.', 400, 'invalid_request_error'],
    ['image_parse_error', 'Not readable.', 400, 'invalid_request_error'],
    ['empty_image_file', 'Empty.', 400, 'invalid_request_error'],
    ['unsupported_image_media_type', 'A video.', 400, 'invalid_request_error'],
    ['failed_to_download_image', 'Not found.', 400, 'invalid_request_error'],
    ['model_not_found', 'There is no such model.', 404, 'not_found_error'],
  ])('%s has its status', (code, message, status, type) => {
    expect(failWith(build({ code, message }))).toMatchObject({ status, type });
  });

  it.each([
    'cyber_policy',
    'bio_policy',
    'content_filter',
    'image_content_policy_violation',
    'content_policy_violation',
  ])('%s is a refusal', (code) => {
    const events = createTestResponse(aRequest()).stream(build({ code, message: 'Flagged.' }));
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'message_delta',
        delta: expect.objectContaining({
          stop_reason: 'refusal',
          stop_details: { type: 'refusal', category: null, explanation: 'Flagged.' },
        }),
      }),
    );
  });

  it.each([
    ['Please try again in 1.5s.', '2'],
    ['Please try again in 300ms. Visit the dashboard.', '1'],
    ['Please try again in 20s.', '20'],
  ])('says when to retry: %s', (message, seconds) => {
    const { extras } = failWith(build({ code: 'rate_limit_exceeded', message }));
    expect(extras.headers).toEqual({ 'retry-after': seconds });
  });

  it('about a prompt that is too long is worded as clients expect', () => {
    const message = 'Your input exceeds the context window of this model.';
    expect(failWith(build({ code: null, message })).message).toMatch(/^prompt is too long/);
  });

  it('with the same code is told apart by its error_type', () => {
    const error = { code: 'invalid_prompt', message: 'Bad request', error_type: 'context_length_exceeded' };
    expect(failWith(build(error)).message).toMatch(/^prompt is too long/);
  });

  it('about an image makes Claude Code leave the images out', () => {
    const { message } = failWith(build({ code: 'invalid_image_format', message: 'Not an image.' }));
    expect(message).toBe('Not an image. (capability_rejected: image_block)');
  });

  it('about an exhausted account is not worth a retry', () => {
    const { extras } = failWith(build({ code: 'insufficient_quota', message: 'Pay.' }));
    expect(extras.headers).toEqual({ 'x-should-retry': 'false' });
  });

  it('after output is the last event', () => {
    const events = createTestResponse(aRequest()).stream(output, build({ code: 'slow_down', message: 'Slow.' }));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error', message: 'Slow.' } });
  });
});

describe('a whole response that is not usable', () => {
  it.each([
    [{ status: 'failed', error: { code: 'slow_down', message: 'Slow.' } }, 529],
    [{ status: 'cancelled' }, 502],
    [{ status: 'in_progress' }, 502],
    [{ status: 'queued' }, 502],
  ])('%j is an error', (fields, status) => {
    const convert = (): unknown => createTestResponse(aRequest()).convert({ ...buildResponse([]), ...fields });
    expect(convert).toThrow(expect.objectContaining({ status }));
  });

  it('is of another API: a chat completion', () => {
    const completion: object = { choices: [{ message: { content: 'Hello' } }] };
    const convert = (): unknown => createTestResponse(aRequest()).convert(completion);
    expect(convert).toThrow(expect.objectContaining({ extras: { isOtherApi: true } }));
  });

  it('may say why', () => {
    const convert = (): unknown => createTestResponse(aRequest()).convert({ detail: 'No credits.' } as object);
    expect(convert).toThrow('No credits.');
  });
});

describe('a response that does not end', () => {
  it('is aborted when too many items wait for the first one', () => {
    const builder = createTestResponse(aRequest()).openStream();
    const start = (index: number): ResponsesEvent => ({
      type: 'response.output_item.added',
      output_index: index,
      item: { type: 'message', content: [] },
    });
    builder.accept([start(0), start(1)]);
    const delta: ResponsesEvent = { type: 'response.output_text.delta', output_index: 1, delta: 'x'.repeat(1 << 20) };
    const flood = (): void => {
      for (let count = 0; count < 9; count += 1) builder.accept([delta]);
    };
    expect(flood).toThrow('than the proxy keeps for one response');
  });

  it('holds nothing of text that is forwarded', () => {
    const builder = createTestResponse(aRequest()).openStream();
    builder.accept([{ ...output, delta: 'x' }]);
    const { heldSize } = builder;
    builder.accept([{ ...output, delta: 'x'.repeat(1 << 20) }]);
    expect(builder.heldSize).toBe(heldSize);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';

describe('ApiError', () => {
  it.each([
    [ApiError.invalidRequest('m'), 400, 'invalid_request_error'],
    [ApiError.authentication('m'), 401, 'authentication_error'],
    [ApiError.notFound('m'), 404, 'not_found_error'],
    [ApiError.tooLarge('m'), 413, 'request_too_large'],
    [ApiError.timeout('m'), 504, 'timeout_error'],
    [ApiError.upstream('m'), 502, 'api_error'],
    [ApiError.internal(), 500, 'api_error'],
    [ApiError.overloaded('m'), 529, 'overloaded_error'],
  ])('%s has the documented status and type', (error, status, type) => {
    expect(error).toMatchObject({ name: 'ApiError', status, type });
    expect(error.buildBody('req_1')).toEqual({
      type: 'error',
      error: { type, message: error.message },
      request_id: 'req_1',
    });
  });

  it('includes the details in the body', () => {
    const error = new ApiError(400, 'invalid_request_error', 'm', { details: { error_code: 'x' } });

    expect(error.buildBody('req_1').error).toEqual({
      type: 'invalid_request_error',
      message: 'm',
      details: { error_code: 'x' },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { buildSuggestions } from '../../../src/health/connection-test.service.js';

const rejectedKey = new ApiError(502, 'api_error', 'no', { upstreamStatus: 401 });

describe('buildSuggestions', () => {
  it.each<[string, ApiError, string[]]>([
    ['a rejected key', rejectedKey, ['Check your OPENAI_API_KEY is valid', 'Verify API key permissions']],
    ['a rate limit', new ApiError(429, 'rate_limit_error', 'slow'), ['Check rate limits and quotas']],
    [
      'a timeout',
      ApiError.timeout('late'),
      ['Check that OPENAI_BASE_URL can be reached from here', 'Raise CLAUDE_PROXY_REQUEST_TIMEOUT for slow models'],
    ],
  ])('suggests what to do about %s', (_, error, suggestions) => {
    expect(buildSuggestions(error, [])).toEqual(suggestions);
  });

  it('lists the available models', () => {
    expect(buildSuggestions(ApiError.notFound('model: x'), ['a', 'b'])).toEqual([
      'Check CLAUDE_PROXY_BIG_MODEL and CLAUDE_PROXY_SMALL_MODEL exist at your provider',
      'The provider offers: a, b',
      'Check the path of OPENAI_BASE_URL: for most providers it ends in /v1',
    ]);
  });

  it('names the settings of an upstream in the routes file', () => {
    expect(buildSuggestions(rejectedKey, [], 'west')[0]).toBe('Check your key of upstreams.west is valid');
    expect(buildSuggestions(ApiError.notFound('x'), [], 'west')).toEqual([
      'Check the models of your routes exist at your provider',
      'Check the path of upstreams.west.baseUrl: for most providers it ends in /v1',
    ]);
    expect(buildSuggestions(ApiError.timeout('late'), [], 'west')[1]).toBe(
      'Raise upstreams.west.timeout for slow models',
    );
  });
});

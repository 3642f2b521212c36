import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { toSuggestions } from '../../../src/health/connection-advice.js';

const refused = new ApiError(502, 'api_error', 'no', { upstreamStatus: 401 });

describe('toSuggestions', () => {
  it.each<[string, ApiError, string[]]>([
    ['a refused key', refused, ['Check your OPENAI_API_KEY is valid', 'Verify API key permissions']],
    ['a limit', new ApiError(429, 'rate_limit_error', 'slow'), ['Check rate limits and quotas']],
    [
      'silence',
      ApiError.timeout('late'),
      ['Check that OPENAI_BASE_URL can be reached from here', 'Raise CLAUDE_PROXY_REQUEST_TIMEOUT for slow models'],
    ],
  ])('says what to do about %s', (_, error, suggestions) => {
    expect(toSuggestions(error, [])).toEqual(suggestions);
  });

  it('names the models that there are', () => {
    expect(toSuggestions(ApiError.notFound('model: x'), ['a', 'b'])).toEqual([
      'Check CLAUDE_PROXY_BIG_MODEL and CLAUDE_PROXY_SMALL_MODEL exist at your provider',
      'The provider offers: a, b',
      'Check the path of OPENAI_BASE_URL: most providers want it to end in /v1',
    ]);
  });

  it('calls the settings of an upstream of the routes file by their names', () => {
    expect(toSuggestions(refused, [], 'west')[0]).toBe('Check your key of upstreams.west is valid');
    expect(toSuggestions(ApiError.notFound('x'), [], 'west')).toEqual([
      'Check the models of your routes exist at your provider',
      'Check the path of upstreams.west.baseUrl: most providers want it to end in /v1',
    ]);
    expect(toSuggestions(ApiError.timeout('late'), [], 'west')[1]).toBe('Raise upstreams.west.timeout for slow models');
  });
});

import type { ApiError } from '../conversion/errors/api-error.js';

/** How many of the upstream's models a suggestion names. */
const MAX_MODELS = 20;

/** Says what to do about a failed connection test. */
export function toSuggestions(
  { extras, status, type }: ApiError,
  availableModels: readonly string[],
): readonly string[] {
  switch (extras.upstreamStatus ?? status) {
    case 401:
    case 403:
      return ['Check your OPENAI_API_KEY is valid', 'Verify API key permissions'];
    case 402:
    case 429:
      return ['Check rate limits and quotas'];
    case 404:
      return [
        'Check CLAUDE_PROXY_BIG_MODEL and CLAUDE_PROXY_SMALL_MODEL exist at your provider',
        ...(availableModels.length > 0
          ? [`The provider offers: ${availableModels.slice(0, MAX_MODELS).join(', ')}`]
          : []),
        'Check the path of OPENAI_BASE_URL: most providers want it to end in /v1',
      ];
    default:
      return type === 'timeout_error'
        ? ['Check that OPENAI_BASE_URL can be reached from here', 'Raise CLAUDE_PROXY_REQUEST_TIMEOUT for slow models']
        : [
            'Check OPENAI_BASE_URL',
            'Check your OPENAI_API_KEY is valid',
            'Verify API key permissions',
            'Check rate limits and quotas',
          ];
  }
}

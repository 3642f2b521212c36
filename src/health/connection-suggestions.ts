import { DEFAULT_UPSTREAM } from '../config/routes/upstream-entries.js';
import type { ApiError } from '../errors/api-error.js';

/** The maximum number of models that a suggestion lists. */
const MAX_MODELS = 20;

/** Builds suggestions for a failed connection test. They name the settings of the upstream that was tested. */
export function buildSuggestions(
  { extras, status, type }: ApiError,
  availableModels: readonly string[],
  upstream: string = DEFAULT_UPSTREAM,
): readonly string[] {
  const { baseUrl, apiKey, timeout, models } = resolveSettingNames(upstream);
  switch (extras.upstreamStatus ?? status) {
    case 401:
    case 403:
      return [`Check your ${apiKey} is valid`, 'Verify API key permissions'];
    case 402:
    case 429:
      return ['Check rate limits and quotas'];
    case 404:
      return [
        `Check ${models} exist at your provider`,
        ...(availableModels.length > 0
          ? [`The provider offers: ${availableModels.slice(0, MAX_MODELS).join(', ')}`]
          : []),
        `Check the path of ${baseUrl}: for most providers it ends in /v1`,
      ];
    default:
      return type === 'timeout_error'
        ? [`Check that ${baseUrl} can be reached from here`, `Raise ${timeout} for slow models`]
        : [
            `Check ${baseUrl}`,
            `Check your ${apiKey} is valid`,
            'Verify API key permissions',
            'Check rate limits and quotas',
          ];
  }
}

function resolveSettingNames(upstream: string) {
  if (upstream !== DEFAULT_UPSTREAM) {
    const path = `upstreams.${upstream}`;
    return {
      baseUrl: `${path}.baseUrl`,
      apiKey: `key of ${path}`,
      timeout: `${path}.timeout`,
      models: 'the models of your routes',
    };
  }
  return {
    baseUrl: 'OPENAI_BASE_URL',
    apiKey: 'OPENAI_API_KEY',
    timeout: 'CLAUDE_PROXY_REQUEST_TIMEOUT',
    models: 'CLAUDE_PROXY_BIG_MODEL and CLAUDE_PROXY_SMALL_MODEL',
  };
}

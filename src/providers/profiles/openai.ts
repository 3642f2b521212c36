import { defineProfile } from '../define-profile.js';
import { prefersResponsesApi, resolveOpenAiModelFeatures } from '../model-features.js';
import { resolveOpenAiResponsesFeatures } from '../responses-features.js';

const isOpenAiHost = ({ hostname }: URL): boolean =>
  hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');

/** OpenAI's public API. */
export const openai = defineProfile({
  name: 'openai',
  matches: isOpenAiHost,
  // A gateway with this profile may not serve the Responses API.
  preferredApi: (baseUrl, model) =>
    isOpenAiHost(baseUrl) && prefersResponsesApi(model) ? 'responses' : 'chat-completions',
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  maxToolCallIdLength: 40,
  modelFeatures: (model) => ({ ...resolveOpenAiModelFeatures(model), tokenLimitField: 'max_completion_tokens' }),
  responsesFeatures: resolveOpenAiResponsesFeatures,
});

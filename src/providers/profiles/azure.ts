import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { standard } from './standard.js';
import { buildChatUrl } from '../url-matching.js';
import { prefersResponsesApi, resolveOpenAiModelFeatures } from '../model-features.js';
import { preferApiByPath } from '../upstream-api-choice.js';
import { resolveOpenAiResponsesFeatures } from '../responses-features.js';
import { claudeMessagesFeatures, isWebToken } from '../messages-features.js';

// The last stable version. URLs under /openai/v1 do not require one.
const defaultApiVersion = '2024-10-21';
const versionedPath = /\/v\d+\//;
// The only base path with the Responses API.
const openAiPath = /\/openai\/v1\/*$/;

/** OpenAI's models on Azure. The model in a request is the name of a deployment. */
export const azure = defineProfile({
  name: 'azure',
  matches: matchDomains('openai.azure.com', 'services.ai.azure.com', 'cognitiveservices.azure.com'),
  preferredApi: (baseUrl, model) =>
    openAiPath.test(baseUrl.pathname) && prefersResponsesApi(model) ? 'responses' : preferApiByPath(baseUrl),
  chatUrl: (baseUrl) => {
    const url = buildChatUrl(baseUrl);
    if (!versionedPath.test(url.pathname) && !url.searchParams.has('api-version')) {
      url.searchParams.set('api-version', defaultApiVersion);
    }
    return url;
  },
  // Tokens of Entra ID are sent as bearer tokens.
  authorize: (apiKey) => (isWebToken(apiKey) ? standard.authorize(apiKey) : { 'api-key': apiKey }),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  maxToolCallIdLength: 40,
  // The name of a deployment does not reveal whether its model reasons. This field is accepted in both cases.
  messagesFeatures: claudeMessagesFeatures,
  modelFeatures: (model) => ({ ...resolveOpenAiModelFeatures(model), tokenLimitField: 'max_completion_tokens' }),
  responsesFeatures: (model) => ({
    ...resolveOpenAiResponsesFeatures(model),
    effortItems: false,
    allowedTools: false,
    webSearch: false,
    prewarm: false,
    serviceTier: false,
  }),
});

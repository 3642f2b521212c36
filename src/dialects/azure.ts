import { defineDialect } from './define-dialect.js';
import { toChatUrl } from './to-chat-url.js';

const hosts = ['.openai.azure.com', '.services.ai.azure.com', '.cognitiveservices.azure.com'];

// The last stable version of the URLs that name a deployment; those under /openai/v1 need none.
const defaultApiVersion = '2024-10-21';

/** OpenAI's models on Azure. The model is the name of a deployment. */
export const azure = defineDialect({
  name: 'azure',
  matches: ({ hostname }) => hosts.some((host) => hostname.endsWith(host)),
  chatUrl: (baseUrl) => {
    const url = toChatUrl(baseUrl);
    if (url.pathname.startsWith('/openai/deployments/') && !url.searchParams.has('api-version')) {
      url.searchParams.set('api-version', defaultApiVersion);
    }
    return url;
  },
  authorize: (apiKey) => ({ 'api-key': apiKey }),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  maxToolCallIdLength: 40,
});

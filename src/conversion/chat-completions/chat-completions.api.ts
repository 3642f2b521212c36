import type { UpstreamApi } from '../upstream-api.js';
import { createChatConversion } from './chat-conversion.js';

/** OpenAI's Chat Completions API, `POST {base}/chat/completions`, in the variants of all providers. */
export const chatCompletionsApi: UpstreamApi = {
  url: (baseUrl, profile) => profile.chatUrl(baseUrl),
  authorize: (apiKey, profile) => profile.authorize(apiKey),
  convert: createChatConversion,
};

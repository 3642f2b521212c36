import type { ProviderProfile } from '../providers/provider-profile.js';
import type { UpstreamApiName } from '../providers/upstream-api-choice.js';
import { chatCompletionsApi } from './chat-completions/chat-completions.api.js';
import { messagesApi } from './messages/messages.api.js';
import { responsesApi } from './responses/responses.api.js';
import type { UpstreamApi } from './upstream-api.js';

/** All upstream APIs by name. */
export const upstreamApis: Readonly<Record<UpstreamApiName, UpstreamApi>> = {
  'chat-completions': chatCompletionsApi,
  responses: responsesApi,
  messages: messagesApi,
};

/** The URL of each API at one upstream. */
export type UpstreamUrls = Readonly<Record<UpstreamApiName, URL>>;

/** Builds the URLs of an upstream once, so that no request has to. */
export function buildUpstreamUrls(baseUrl: URL, profile: ProviderProfile): UpstreamUrls {
  const urls = Object.entries(upstreamApis).map(([name, api]) => [name, api.url(baseUrl, profile)]);
  // Object.fromEntries loses the names of the keys.
  return Object.fromEntries(urls) as UpstreamUrls;
}

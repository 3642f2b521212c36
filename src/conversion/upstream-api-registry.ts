import type { ProviderProfile } from '../providers/provider-profile.js';
import type { UpstreamApiName } from '../providers/upstream-api-choice.js';
import { chatCompletionsApi } from './chat-completions/chat-completions.api.js';
import { responsesApi } from './responses/responses.api.js';
import type { UpstreamApi } from './upstream-api.js';

/** All upstream APIs by name. */
const upstreamApis: Readonly<Partial<Record<UpstreamApiName, UpstreamApi>>> = {
  'chat-completions': chatCompletionsApi,
  responses: responsesApi,
};

/** Finds the implementation of an API. Throws TypeError if there is none. */
export function findUpstreamApi(name: UpstreamApiName): UpstreamApi {
  const api = upstreamApis[name];
  if (!api) throw new TypeError(`The upstream API ${name} is not supported`);
  return api;
}

/** Whether an API is implemented. */
export const isSupportedApi = (name: UpstreamApiName): boolean => name in upstreamApis;

/** The URL of each API at one upstream. */
export type UpstreamUrls = Readonly<Record<UpstreamApiName, URL>>;

/** Builds the URLs of an upstream once, so that no request has to. */
export function buildUpstreamUrls(baseUrl: URL, profile: ProviderProfile): UpstreamUrls {
  const urls = Object.entries(upstreamApis).map(([name, api]) => [name, api.url(baseUrl, profile)]);
  // Object.fromEntries loses the names of the keys.
  return Object.fromEntries(urls) as UpstreamUrls;
}

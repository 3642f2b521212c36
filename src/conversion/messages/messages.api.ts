import type { UpstreamApi } from '../upstream-api.js';
import { forwardRequest, sendRequest } from './native-conversion.js';

/** Anthropic's Messages API itself, as several providers offer it: requests and responses pass through unchanged. */
export const messagesApi: UpstreamApi = {
  url: (baseUrl) => buildMessagesUrl(baseUrl),
  authorize: (apiKey, { messagesFeatures }) => messagesFeatures.authorize(apiKey),
  convert: sendRequest,
  forward: forwardRequest,
};

/** Base URLs end in the version, in the endpoint itself, or in neither. */
function buildMessagesUrl(baseUrl: URL): URL {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  if (path.endsWith('/v1/messages')) url.pathname = path;
  else url.pathname = path.endsWith('/v1') ? `${path}/messages` : `${path}/v1/messages`;
  return url;
}

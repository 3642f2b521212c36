import { buildResponsesUrl } from '../../providers/url-matching.js';
import type { UpstreamApi } from '../upstream-api.js';
import { createResponsesConversion } from './responses-conversion.js';

/** OpenAI's Responses API, `POST {base}/responses`, and the servers that implement it. */
export const responsesApi: UpstreamApi = {
  url: buildResponsesUrl,
  authorize: (apiKey, profile) => profile.authorize(apiKey),
  convert: createResponsesConversion,
};

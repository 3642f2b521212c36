import { firstHeaderValue } from './first-header-value.js';
import type { UpstreamHeaders } from './upstream-error-context.js';
import { toRateLimitHeaders } from './to-rate-limit-headers.js';

const RETRY_HEADERS = {
  'retry-after': /^(?:\d{1,6}(?:\.\d{1,6})?|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/,
  'retry-after-ms': /^\d{1,9}(?:\.\d{1,6})?$/,
} as const;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Picks what of an upstream's reply headers the client gets to see, on success and on failure alike; invents nothing. */
export function toUpstreamReplyHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const picked = toRateLimitHeaders(headers, now);
  for (const [name, pattern] of Object.entries(RETRY_HEADERS)) {
    const value = firstHeaderValue(headers, name);
    if (value !== undefined && pattern.test(value)) picked[name] = value;
  }
  const requestId = firstHeaderValue(headers, 'x-request-id');
  if (requestId !== undefined && REQUEST_ID.test(requestId)) picked['x-upstream-request-id'] = requestId;
  return picked;
}

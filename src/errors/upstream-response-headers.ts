import type { UpstreamHeaders } from './classify-error.js';

const RETRY_HEADERS = {
  'retry-after': /^(?:\d{1,6}(?:\.\d{1,6})?|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/,
  'retry-after-ms': /^\d{1,9}(?:\.\d{1,6})?$/,
} as const;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Picks what of an upstream's reply headers the client gets to see, on success and on failure alike; invents nothing. */
export function convertUpstreamHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const picked = convertRateLimitHeaders(headers, now);
  for (const [name, pattern] of Object.entries(RETRY_HEADERS)) {
    const value = firstHeaderValue(headers, name);
    if (value !== undefined && pattern.test(value)) picked[name] = value;
  }
  const requestId = firstHeaderValue(headers, 'x-request-id');
  if (requestId !== undefined && REQUEST_ID.test(requestId)) picked['x-upstream-request-id'] = requestId;
  return picked;
}

/** Written out: a header that is looked up by a name which was just put together costs far more. */
const COUNTS = Object.entries({
  'x-ratelimit-limit-requests': 'anthropic-ratelimit-requests-limit',
  'x-ratelimit-remaining-requests': 'anthropic-ratelimit-requests-remaining',
  'x-ratelimit-limit-tokens': 'anthropic-ratelimit-tokens-limit',
  'x-ratelimit-remaining-tokens': 'anthropic-ratelimit-tokens-remaining',
});
const RESETS = Object.entries({
  'x-ratelimit-reset-requests': 'anthropic-ratelimit-requests-reset',
  'x-ratelimit-reset-tokens': 'anthropic-ratelimit-tokens-reset',
});
const COUNT = /^\d{1,15}$/;
const PLAIN_SECONDS = /^\d+(?:\.\d+)?$/;
const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const MILLISECONDS_PER_UNIT = [86_400_000, 3_600_000, 60_000, 1000, 1];
/** No limit resets later than this; a larger number is a point in time that only looks like a duration. */
const MAX_RESET_MILLISECONDS = 31 * 86_400_000;

/** Converts `x-ratelimit-*` headers of the upstream to the names and the instants that Anthropic clients read. */
function convertRateLimitHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const converted: Record<string, string> = {};
  for (const [name, anthropicName] of COUNTS) {
    const count = firstHeaderValue(headers, name);
    if (count !== undefined && COUNT.test(count)) converted[anthropicName] = count;
  }
  for (const [name, anthropicName] of RESETS) {
    const reset = toInstant(firstHeaderValue(headers, name), now);
    if (reset !== undefined) converted[anthropicName] = reset;
  }
  return converted;
}

/** `6m0s`, `1.2s`, `20ms` or plain seconds from now, as an RFC 3339 instant. */
function toInstant(duration: string | undefined, now: Date): string | undefined {
  const milliseconds = duration === undefined ? undefined : toMilliseconds(duration);
  if (milliseconds === undefined || milliseconds > MAX_RESET_MILLISECONDS) return undefined;
  return new Date(now.getTime() + Math.ceil(milliseconds)).toISOString();
}

function toMilliseconds(duration: string): number | undefined {
  if (PLAIN_SECONDS.test(duration)) return Number(duration) * 1000;
  const counts = DURATION.exec(duration)?.slice(1);
  return counts && MILLISECONDS_PER_UNIT.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
}

/** Reads a header that makes sense once only; of a repeated one the first value counts. */
function firstHeaderValue(headers: UpstreamHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

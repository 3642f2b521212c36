/** The headers of an upstream response, by lower-case name. */
export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const RETRY_HEADERS = {
  'retry-after': /^(?:\d{1,6}(?:\.\d{1,6})?|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/,
  'retry-after-ms': /^\d{1,9}(?:\.\d{1,6})?$/,
} as const;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/**
 * Converts the upstream's response headers to those of the response to the client, whether it succeeded or failed. Adds
 * no header that the upstream did not send.
 */
export function convertUpstreamHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const converted = convertRateLimitHeaders(headers, now);
  for (const [name, pattern] of Object.entries(RETRY_HEADERS)) {
    const value = getFirstValue(headers, name);
    if (value !== undefined && pattern.test(value)) converted[name] = value;
  }
  const requestId = getFirstValue(headers, 'x-request-id');
  if (requestId !== undefined && REQUEST_ID.test(requestId)) converted['x-upstream-request-id'] = requestId;
  return converted;
}

/** Literal names: looking up a property by a concatenated string is much slower. */
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
const PLAIN_SECONDS = /^\d{1,15}(?:\.\d{1,15})?$/;
const DURATION =
  /^(?=\d)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,15})?)s)?(?:(\d{1,9}(?:\.\d{1,15})?)ms)?$/;
const MILLISECONDS_PER_UNIT = [86_400_000, 3_600_000, 60_000, 1000, 1];
/** Longer than any real reset interval. A larger number is a Unix timestamp, not a duration. */
const MAX_RESET_MILLISECONDS = 31 * 86_400_000;

/** Converts `x-ratelimit-*` headers to Anthropic's names, and durations to timestamps. */
function convertRateLimitHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const converted: Record<string, string> = {};
  for (const [name, anthropicName] of COUNTS) {
    const count = getFirstValue(headers, name);
    if (count !== undefined && COUNT.test(count)) converted[anthropicName] = count;
  }
  for (const [name, anthropicName] of RESETS) {
    const reset = convertDuration(getFirstValue(headers, name), now);
    if (reset !== undefined) converted[anthropicName] = reset;
  }
  return converted;
}

/** Converts a duration from now (`6m0s`, `1.2s`, `20ms` or plain seconds) to an RFC 3339 timestamp. */
function convertDuration(duration: string | undefined, now: Date): string | undefined {
  const milliseconds = duration === undefined ? undefined : parseMilliseconds(duration);
  if (milliseconds === undefined || milliseconds > MAX_RESET_MILLISECONDS) return undefined;
  return new Date(now.getTime() + Math.ceil(milliseconds)).toISOString();
}

function parseMilliseconds(duration: string): number | undefined {
  if (PLAIN_SECONDS.test(duration)) return Number(duration) * 1000;
  const counts = DURATION.exec(duration)?.slice(1);
  return counts && MILLISECONDS_PER_UNIT.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
}

/** Returns the first value of a header that may be repeated. */
function getFirstValue(headers: UpstreamHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

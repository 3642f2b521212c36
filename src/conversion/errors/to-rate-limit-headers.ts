import { firstHeaderValue } from './first-header-value.js';
import type { UpstreamHeaders } from './upstream-error-context.js';

const SUBJECTS = ['requests', 'tokens'] as const;
const COUNT = /^\d{1,15}$/;
const PLAIN_SECONDS = /^\d+(?:\.\d+)?$/;
const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const MILLISECONDS_PER_UNIT = [86_400_000, 3_600_000, 60_000, 1000, 1];
/** No limit resets later than this; a larger number is a point in time that only looks like a duration. */
const MAX_RESET_MILLISECONDS = 31 * 86_400_000;

/** Converts `x-ratelimit-*` headers of the upstream to the names and the instants that Anthropic clients read. */
export function toRateLimitHeaders(headers: UpstreamHeaders, now: Date): Record<string, string> {
  const converted: Record<string, string> = {};
  for (const subject of SUBJECTS) {
    for (const field of ['limit', 'remaining'] as const) {
      const count = firstHeaderValue(headers, `x-ratelimit-${field}-${subject}`);
      if (count !== undefined && COUNT.test(count)) converted[`anthropic-ratelimit-${subject}-${field}`] = count;
    }
    const reset = toInstant(firstHeaderValue(headers, `x-ratelimit-reset-${subject}`), now);
    if (reset !== undefined) converted[`anthropic-ratelimit-${subject}-reset`] = reset;
  }
  return converted;
}

/** `6m0s`, `1.2s`, `20ms` or plain seconds from now, as an RFC 3339 instant. */
function toInstant(duration: string | undefined, now: Date): string | undefined {
  const milliseconds = toMilliseconds(duration ?? '');
  if (milliseconds === undefined || milliseconds > MAX_RESET_MILLISECONDS) return undefined;
  return new Date(now.getTime() + Math.ceil(milliseconds)).toISOString();
}

function toMilliseconds(duration: string): number | undefined {
  if (PLAIN_SECONDS.test(duration)) return Number(duration) * 1000;
  const counts = DURATION.exec(duration)?.slice(1);
  return counts && MILLISECONDS_PER_UNIT.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
}

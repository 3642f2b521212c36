/** What a caller may still ask for. */
export interface RateLimitState {
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** When `remaining` is back at the limit at the latest. */
  readonly resetsAt: Date;
  /** There was nothing left: how long to wait. */
  readonly waitSeconds?: number;
}

/** Words an allowance as Anthropic's reply headers, unless the upstream's own, already there, is the tighter one. */
export function buildRateLimitHeaders(
  { limit, remaining, resetsAt }: RateLimitState,
  upstreamRemaining: unknown,
): Record<string, string> {
  if (typeof upstreamRemaining === 'string' && Number(upstreamRemaining) < remaining) return {};
  return {
    'anthropic-ratelimit-requests-limit': String(limit),
    'anthropic-ratelimit-requests-remaining': String(remaining),
    'anthropic-ratelimit-requests-reset': resetsAt.toISOString(),
  };
}

import type { UpstreamApiName, UpstreamUrls } from '../conversion/upstream-api-registry.js';
import type { ModelOverrides } from '../providers/configured-overrides.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { ConcurrencyLimiter } from './concurrency-limiter.js';

/** A server that requests are sent to; what is the same for every request is computed once. */
export interface Upstream {
  readonly name: string;
  readonly baseUrl: URL;
  /** The API that requests are converted to. */
  readonly api: UpstreamApiName;
  readonly urls: UpstreamUrls;
  /** The provider's profile, including the extra body fields of the routes file. */
  readonly profile: ProviderProfile;
  /** Whether requests carry the caller's key instead of the upstream's own. */
  readonly usesCallerKey: boolean;
  /** Its own key, if it has one. */
  readonly apiKey?: string;
  /** The headers of every request, including those of its own key. */
  readonly headers: Readonly<Record<string, string>>;
  /** What must be masked in errors that quote it: the host, the key, the configured headers. */
  readonly confidential: readonly string[];
  /** Longest silence (ms). */
  readonly timeoutMs: number;
  readonly concurrency: ConcurrencyLimiter;
  /** What its models can do; the first entry whose pattern matches wins. */
  readonly modelOverrides: readonly ModelOverrides[];
}

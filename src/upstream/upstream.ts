import type { ModelOverrides } from '../providers/configured-overrides.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { ConcurrencyLimiter } from './concurrency-limiter.js';

/** A server of Chat Completions, ready to be asked: what is the same for every request is worked out once. */
export interface Upstream {
  readonly name: string;
  readonly baseUrl: URL;
  readonly chatUrl: URL;
  /** How it is asked, its extra fields included. */
  readonly profile: ProviderProfile;
  /** Whether it is asked with the key that the key check found, not with one of its own. */
  readonly usesCallerKey: boolean;
  /** Its own key, if it has one. */
  readonly apiKey?: string;
  /** The headers of every request, its own key's included. */
  readonly headers: Readonly<Record<string, string>>;
  /** What no client may read of it, should it quote that: its host, its key, the headers that were set for it. */
  readonly confidential: readonly string[];
  /** How long (ms) it may stay silent. */
  readonly timeoutMs: number;
  readonly concurrency: ConcurrencyLimiter;
  /** What its models can do; the first whose pattern matches wins. */
  readonly modelOverrides: readonly ModelOverrides[];
}

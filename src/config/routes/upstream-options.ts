import type { DialectName } from '../../dialects/index.js';
import type { ModelEntry } from './to-model-entries.js';

/** An upstream of the routes file, parsed. */
export interface UpstreamOptions {
  readonly name: string;
  readonly baseUrl: URL;
  /** The proxy's own key for it; absent where none is wanted. */
  readonly apiKey?: string;
  readonly provider?: DialectName;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields added to the body of every request. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** How long (ms) it may stay silent; absent: as long as any. */
  readonly timeoutMs?: number;
  /** The most requests at a time; absent: any number. */
  readonly maxConcurrency?: number;
  /** What its models can do; the first whose pattern matches wins, then what is said of the models of all upstreams. */
  readonly modelSettings: readonly ModelEntry[];
}

/** The name of the upstream that the environment describes. */
export const DEFAULT_UPSTREAM = 'default';

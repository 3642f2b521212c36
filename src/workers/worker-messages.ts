import type { ThrottlerStorage } from '@nestjs/throttler';

/** What only the primary process can tell its workers, since it concerns them all. */
export interface WorkerRequests {
  /** The metrics of all workers, in Prometheus' format. */
  readonly metrics: () => Promise<string>;
  /** How often a caller has asked, whichever worker it reached. */
  readonly countRequest: ThrottlerStorage['increment'];
}

/** What a worker sends: that it serves, what it has counted, or a question. */
export type WorkerMessage =
  | { readonly type: 'claude-proxy:serving'; readonly url: string }
  | { readonly type: 'claude-proxy:metrics'; readonly metrics: object[] }
  | {
      readonly type: 'claude-proxy:question';
      readonly id: number;
      readonly name: keyof WorkerRequests;
      readonly args: readonly unknown[];
    };

/** What a worker is sent: the order to drain or to tell its metrics, or an answer. */
export type PrimaryMessage =
  | { readonly type: 'claude-proxy:drain' }
  | { readonly type: 'claude-proxy:collect' }
  | { readonly type: 'claude-proxy:answer'; readonly id: number; readonly result?: unknown; readonly problem?: string };

import { AggregatorRegistry } from 'prom-client';
import type { Questions } from './worker-messages.js';

/** Makes the answers of a primary process; what no worker asks for is not even loaded. */
export function createAnswers(): Questions {
  const registry = new AggregatorRegistry();
  const storage = import('@nestjs/throttler').then(({ ThrottlerStorageService }) => new ThrottlerStorageService());
  return {
    metrics: () => registry.clusterMetrics(),
    countRequest: async (...asked) => (await storage).increment(...asked),
  };
}

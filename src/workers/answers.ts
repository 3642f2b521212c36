import type { ThrottlerStorage } from '@nestjs/throttler';
import { AggregatorRegistry } from 'prom-client';
import { countInMemory } from '../limits/count-in-memory.js';
import type { Questions } from './worker-messages.js';

/** Makes the answers of a primary process; what no worker asks for is not even loaded. */
export function createAnswers(): Questions {
  const registry = new AggregatorRegistry();
  let storage: Promise<ThrottlerStorage> | undefined;
  return {
    metrics: () => registry.clusterMetrics(),
    countRequest: async (...asked) => (await (storage ??= countInMemory())).increment(...asked),
  };
}

import type { Worker } from 'node:cluster';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { countInMemory } from '../limits/count-in-memory.js';
import { collectMetrics } from './collect-metrics.js';
import type { Questions } from './worker-messages.js';

/** Makes the answers of a primary process; what no worker asks for is not even loaded. */
export function createAnswers(serving: () => readonly Worker[]): Questions {
  let storage: Promise<ThrottlerStorage> | undefined;
  return {
    metrics: () => collectMetrics(serving()),
    countRequest: async (...asked) => (await (storage ??= countInMemory())).increment(...asked),
  };
}

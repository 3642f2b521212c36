import { describe, expect, it } from '@jest/globals';
import { runRounds } from '../support/isolation.js';

const { isolationRounds: ROUNDS = 200, isolationSeed: SEED = 1 } = globalThis as {
  isolationRounds?: number;
  isolationSeed?: number;
};
/** Longer (ms) than a round takes on any machine. */
const ROUND_LIMIT = 2_000;

describe('two callers, of whom one is hostile', () => {
  it(
    'the other sends and receives exactly what it does alone',
    async () => {
      const alone = await runRounds(ROUNDS);
      const together = await runRounds(ROUNDS, SEED);
      for (const [round, transcript] of together.entries()) {
        expect({ round, ...transcript }).toEqual({ round, ...alone[round] });
      }
      expect(alone.some(({ sent }) => sent.length > 2)).toBe(true);
    },
    ROUNDS * ROUND_LIMIT,
  );
});

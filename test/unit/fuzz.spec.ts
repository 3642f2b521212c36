import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { responsesStrategies } from '../support/fuzz-responses.js';
import { strategies as chatStrategies } from '../support/fuzz-strategies.js';
import type { FuzzCase } from '../support/fuzz-strategies.js';
import { WorkMeter } from '../support/work-meter.js';

/** Set by `npm run fuzz`. */
const { cases, seed } = {
  cases: 1_000,
  seed: undefined,
  ...(globalThis as { fuzz?: { cases?: number; seed?: number } }).fuzz,
};

/** `npm test` runs the same cases each time, and others each time. */
const seeds = seed === undefined ? [20_261_123, Math.floor(Math.random() * 2 ** 31)] : [seed];

/** More work than this, in characters looked at and calls made, grows faster than its input. */
const WORK_PER_CASE = 400_000;
const WORK_PER_CHARACTER = 100;

const strategies = [...chatStrategies, ...responsesStrategies];
const totalWeight = strategies.reduce((sum, { weight }) => sum + weight, 0);

describe.each(seeds)('whatever an upstream or a client sends (seed %i)', (eachSeed) => {
  const meter = new WorkMeter();

  beforeAll(() => meter.install());
  afterAll(() => meter.uninstall());

  it.each(strategies)(
    'ends in what a client understands, after a bounded amount of work: $name',
    ({ cases: made, weight }) => {
      const numRuns = Math.ceil((cases * weight) / totalWeight);
      fc.assert(
        fc.property(made, (one) => runCase(one, meter)),
        { numRuns, seed: eachSeed },
      );
      expect(numRuns).toBeGreaterThan(0);
    },
    3_600_000,
  );
});

/** What went wrong, and with what; a long input is cut in its middle. */
function runCase({ size, input, run, check }: FuzzCase, meter: WorkMeter): void {
  try {
    const work = meter.measure(run);
    check();
    const allowed = WORK_PER_CASE + WORK_PER_CHARACTER * size;
    if (work > allowed) throw new Error(`${work} steps for ${size} characters`);
  } catch (error) {
    const quoted = input.length > 6_000 ? `${input.slice(0, 3_000)} … ${input.slice(-3_000)}` : input;
    throw new Error(`${String(error)}\n${quoted}`, { cause: error });
  }
}

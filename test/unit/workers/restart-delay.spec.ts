import { describe, expect, it } from '@jest/globals';
import { RestartDelay } from '../../../src/workers/supervisor.js';

describe('RestartDelay', () => {
  it('is 0 for a worker that has run for a while', () => {
    const delay = new RestartDelay();
    expect([30_000, 1_000_000, 30_000].map((uptime) => delay.next(uptime))).toEqual([0, 0, 0]);
  });

  it('doubles with consecutive early exits, up to 30 seconds', () => {
    const delay = new RestartDelay();
    const delays = Array.from({ length: 10 }, () => delay.next(29_999));
    expect(delays).toEqual([0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts over after a worker that has run for a while', () => {
    const delay = new RestartDelay();
    for (const uptime of [1, 1, 1]) delay.next(uptime);
    expect([60_000, 1, 1].map((uptime) => delay.next(uptime))).toEqual([0, 0, 500]);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventLoopMonitor } from '../../../src/limits/event-loop-monitor.js';

describe('EventLoopWatch', () => {
  let watch: EventLoopMonitor;

  beforeEach(() => {
    Logger.overrideLogger(false);
    watch = new EventLoopMonitor();
    watch.onModuleInit();
  });

  afterEach(() => watch.onApplicationShutdown());

  it('finds out that the event loop is late', async () => {
    expect(watch.isLate).toBe(false);
    while (!watch.isLate) {
      const end = performance.now() + 400;
      while (performance.now() < end);
      await turn();
    }
  });

  it.each([
    ['late beyond a quarter of a second', [200, 251], true],
    ['still late above a tenth', [251, 101], true],
    ['on time again below that', [251, 100], false],
  ])('calls it %s', (_, delays, isLate) => {
    for (const delay of delays) watch.judge(delay);
    expect(watch.isLate).toBe(isLate);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventLoopMonitor } from '../../../src/limits/event-loop-monitor.js';

describe('EventLoopMonitor', () => {
  let monitor: EventLoopMonitor;

  beforeEach(() => {
    Logger.overrideLogger(false);
    monitor = new EventLoopMonitor();
    monitor.onModuleInit();
  });

  afterEach(() => monitor.onApplicationShutdown());

  it('detects a delayed event loop', async () => {
    expect(monitor.isDelayed).toBe(false);
    while (!monitor.isDelayed) {
      const end = performance.now() + 400;
      while (performance.now() < end);
      await turn();
    }
  });

  it.each([
    ['delayed above 250 ms', [200, 251], true],
    ['still delayed above 100 ms', [251, 101], true],
    ['recovered at 100 ms', [251, 100], false],
  ])('reports the event loop as %s', (_, delays, isDelayed) => {
    for (const delay of delays) monitor.update(delay);
    expect(monitor.isDelayed).toBe(isDelayed);
  });
});

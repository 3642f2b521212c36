// @ts-check
/**
 * Preloaded into a program: says how long its event loop was held up at most since it was last asked (ms), by the clock and
 * by the time that its thread was really running. The latter does not count that other programs had the processor.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Time (ms) that this thread has run so far. */
const runTime = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let last = runTime();
let longest = 0;
setInterval(() => {
  const now = runTime();
  longest = Math.max(longest, now - last);
  last = now;
}, 1).unref();

process.on('message', () => {
  process.send?.({ clock: delay.max / 1e6, busy: longest });
  delay.reset();
  longest = 0;
});

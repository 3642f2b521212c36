// @ts-check
/**
 * Preloaded into a measured program. Reports the longest event-loop stall (ms) since the last report, in wall-clock time
 * and in CPU time of the thread. The latter excludes time in which other processes had the CPU.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** CPU time (ms) that this thread has used. */
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

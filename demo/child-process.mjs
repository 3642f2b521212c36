// @ts-check
/** Starts child processes and ends them with this process, including after a failure or Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** @type {Set<() => void>} */
const cleanups = new Set();

process.once('exit', () => cleanups.forEach((cleanup) => cleanup()));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

/**
 * Runs a function when this process exits, for any reason.
 * @param {() => void} cleanup
 */
export function atExit(cleanup) {
  cleanups.add(cleanup);
}

/**
 * Starts a child process.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startChild(command, commandArguments, options) {
  const child = spawn(command, commandArguments, options);
  const kill = () => void child.kill('SIGKILL');
  const closed = once(child, 'close').finally(() => cleanups.delete(kill));
  // waitUntilReady() reports a program that could not be started.
  closed.catch(() => undefined);
  atExit(kill);

  const stop = async () => {
    child.kill('SIGTERM');
    const deadline = new AbortController();
    const killed = sleep(5_000, undefined, { signal: deadline.signal }).then(kill, () => undefined);
    await closed.catch(() => undefined);
    deadline.abort();
    await killed;
  };
  return { child, closed, stop };
}

/**
 * Waits until a URL returns 200.
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} child the process that serves the URL
 * @param {number} seconds
 * @returns {Promise<boolean>} false if the process exited or the time elapsed
 */
export async function waitUntilReady(url, child, seconds) {
  const deadline = Date.now() + seconds * 1_000;
  while (Date.now() < deadline && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return true;
    await sleep(100);
  }
  return false;
}

// @ts-check
/** Child processes that never outlive this one: not after a failure, not after Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** @type {Set<() => void>} */
const cleanups = new Set();

process.once('exit', () => cleanups.forEach((cleanup) => cleanup()));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

/**
 * Runs something when this process ends, however it ends.
 * @param {() => void} cleanup
 */
export function atExit(cleanup) {
  cleanups.add(cleanup);
}

/**
 * Starts a program.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startChild(command, commandArguments, options) {
  const child = spawn(command, commandArguments, options);
  const kill = () => void child.kill('SIGKILL');
  const over = once(child, 'close').finally(() => cleanups.delete(kill));
  // A program that cannot be started is seen by whoever waits for it to become ready.
  over.catch(() => undefined);
  atExit(kill);

  const stop = async () => {
    child.kill('SIGTERM');
    const deadline = new AbortController();
    const killed = sleep(5_000, undefined, { signal: deadline.signal }).then(kill, () => undefined);
    await over.catch(() => undefined);
    deadline.abort();
    await killed;
  };
  return { child, over, stop };
}

/**
 * Waits until a URL answers 200.
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} child the program that is to answer
 * @param {number} seconds
 * @returns {Promise<boolean>} false when the program ended, or took longer
 */
export async function answers(url, child, seconds) {
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

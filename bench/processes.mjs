// @ts-check
/** Starts each measured program in a separate process and reads its CPU time and memory from /proc. */
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atExit, startChild } from '../demo/child-process.mjs';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} url
 * @property {number} pid
 * @property {import('node:child_process').ChildProcess} child
 * @property {number} cpuAtReady CPU time (ms) from the start until the program listens
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} StartOptions
 * @property {boolean} [isObserved] whether to measure the delays of the event loop
 * @property {Record<string, string>} [variables] in addition to those of all programs
 */

const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-bench-'));
atExit(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} name */
export const inBench = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts a program and waits until it logs its address. Its output goes to a file, as in production.
 * @param {string} name
 * @param {readonly string[]} command
 * @param {Record<string, string>} [environment]
 * @returns {Promise<Program>}
 */
export async function start(name, [file = '', ...rest], environment = {}) {
  const log = join(folder, `${name}-${process.hrtime.bigint()}.log`);
  const output = openSync(log, 'a');
  const { PATH = '' } = process.env;
  const { child, stop } = startChild(file, rest, {
    cwd: folder,
    env: { PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', output, output, 'ipc'],
  });
  const pid = child.pid ?? 0;
  for (;;) {
    const url = /listening on (http:\/\/[\d.:]+)/.exec(readFileSync(log, 'utf8'))?.[1];
    if (url) return { name, url, pid, child, cpuAtReady: cpuOf(pid) / 1000, stop };
    if (child.exitCode !== null) throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8')}`);
    await sleep(2);
  }
}

/**
 * Sends a message to a program and waits for the response.
 * @param {Program} program
 * @param {string} message
 * @returns {Promise<unknown>}
 */
export async function sendMessage({ child }, message) {
  const response = new Promise((resolve) => child.once('message', resolve));
  child.send(message);
  return response;
}

/**
 * CPU time (µs) that a process and its children have used, across all threads.
 * @param {number} pid
 */
export function cpuOf(pid) {
  return sumOverTree(pid, (process) =>
    readdirSync(`/proc/${process}/task`)
      .map((thread) => Number(readFileSync(`/proc/${process}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000)
      .reduce((sum, time) => sum + time, 0),
  );
}

/**
 * Resident memory (MB) of a process and its children.
 * @param {number} pid
 */
export function memoryOf(pid) {
  return sumOverTree(
    pid,
    (process) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1]) / 1024,
  );
}

/**
 * @param {number} pid
 * @param {(pid: number) => number} measure
 * @returns {number}
 */
function sumOverTree(pid, measure) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + sumOverTree(Number(child), measure), measure(pid));
}

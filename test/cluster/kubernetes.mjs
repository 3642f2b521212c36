// @ts-check
/** Runs kubectl and helm. Every warning counts as a failure. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { chartTools } from '../../scripts/chart-tools.mjs';

const helmProgram = existsSync(chartTools.helm) ? chartTools.helm : 'helm';

/** @type {string[]} */
export const failures = [];

/** @type {(claim: string, actual: unknown, expected?: unknown) => void} */
export function check(claim, actual, expected = true) {
  const holds = isDeepStrictEqual(actual, expected);
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${claim}`);
  if (!holds) failures.push(`${claim}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** @type {(program: string, args: string[], input?: string) => { status: number | null, stdout: string, stderr: string }} */
function run(program, args, input = '') {
  const result = spawnSync(program, args, { input, encoding: 'utf8' });
  if (result.error) throw result.error;
  const warnings = result.stderr.split('\n').filter((line) => /warning/i.test(line));
  failures.push(...warnings.map((warning) => `${program} ${args.slice(0, 2).join(' ')}: ${warning}`));
  return result;
}

/** @type {(program: string, args: string[], input?: string) => string} */
function runWell(program, args, input) {
  const { status, stdout, stderr } = run(program, args, input);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr || stdout}`);
  return stdout.trim();
}

/** @type {(...args: string[]) => string} */
export const kubectl = (...args) => runWell('kubectl', args);

/** @type {(...args: string[]) => string} */
export const helm = (...args) => runWell(helmProgram, args);

/** @type {(objects: object[], ...options: string[]) => string} */
export const apply = (objects, ...options) =>
  runWell(
    'kubectl',
    ['apply', ...options, '--filename=-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );

/**
 * Submits objects to the API server as a dry run, and returns its objections.
 * @param {string} namespace
 * @param {string} yaml
 */
export function findObjections(namespace, yaml) {
  const options = ['--server-side', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '--filename=-'];
  const { status, stderr } = run('kubectl', ['apply', `--namespace=${namespace}`, ...options], yaml);
  return status === 0 ? '' : stderr.trim();
}

/**
 * Returns the fields in which objects differ from those in the cluster.
 * @param {string} namespace
 * @param {string} yaml
 */
export function findChanges(namespace, yaml) {
  const { stdout } = run('kubectl', ['diff', `--namespace=${namespace}`, '--filename=-'], yaml);
  const names = [...stdout.matchAll(/^[-+] +([\w./-]+):/gm)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => name !== 'generation').sort();
}

/**
 * Requests a pod's eviction. Returns whether it was granted.
 * @param {string} namespace
 * @param {string} pod
 */
export function evict(namespace, pod) {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`;
  const { status, stderr } = run('kubectl', ['create', `--raw=${path}`, '--filename=-'], JSON.stringify(eviction));
  if (status !== 0 && !stderr.includes('disruption budget')) throw new Error(stderr);
  return status === 0;
}

/**
 * Waits for a pod to end and returns its termination message.
 * @param {string} namespace
 * @param {string} pod
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readReport(namespace, pod) {
  const path = '{.status.containerStatuses[0].state.terminated.message}';
  for (let tries = 0; tries < 600; tries += 1) {
    const text = kubectl('get', 'pod', pod, `--namespace=${namespace}`, `--output=jsonpath=${path}`);
    if (text) return /** @type {(json: string) => Record<string, unknown>} */ (JSON.parse)(text);
    await sleep(500);
  }
  throw new Error(`The pod ${pod} did not end`);
}

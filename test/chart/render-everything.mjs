/** Runs before the specs: builds missing tools and renders every value set once. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartTools, ensureChartTools } from '../../scripts/chart-tools.mjs';

const chart = 'helm/claude-proxy';
const versions = ['1.28.0', '1.31.0', '1.34.0', '1.37.0'];

/**
 * @param {string[]} parameters
 * @returns {Promise<import('../support/chart/renders.js').Outcome>}
 */
function helm(parameters) {
  return new Promise((resolve) => {
    execFile(chartTools.helm, parameters, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error ? 1 : 0, output: error ? stderr + stdout : stdout }),
    );
  });
}

/**
 * @param {string} folder
 * @param {string} values
 * @param {string} kubernetes
 */
async function render(folder, values, kubernetes) {
  const parameters = ['--values', join(chart, 'ci', `${values}-values.yaml`), '--kube-version', kubernetes];
  const lint = await helm(['lint', '--strict', chart, ...parameters]);
  const template = await helm(['template', 'release', chart, ...parameters]);
  const file = join(folder, `${values}-${kubernetes}.yaml`);
  writeFileSync(file, template.output);
  return { values, kubernetes, lint, template, file };
}

/**
 * Runs the tasks in parallel and returns their results in order.
 * @template T
 * @param {(() => Promise<T>)[]} tasks
 */
async function inParallel(tasks) {
  /** @type {T[]} */
  const results = [];
  const waiting = [...tasks.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

export default async function renderEverything() {
  ensureChartTools();
  const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-chart-'));
  const sets = readdirSync(join(chart, 'ci')).map((name) => name.replace('-values.yaml', ''));
  const waiting = versions.flatMap((version) => sets.map((values) => () => render(folder, values, version)));
  const renders = await inParallel(waiting);
  process.env['CHART_RENDERS'] = join(folder, 'renders.json');
  writeFileSync(process.env['CHART_RENDERS'], JSON.stringify(renders));
}

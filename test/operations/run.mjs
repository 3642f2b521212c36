// @ts-check
/**
 * Tests metrics, alerts and the dashboard: promtool checks the metrics and the alert rules, and a real Prometheus scrapes
 * a proxy under load and runs every query of the dashboard.
 * Requires prometheus and promtool (Debian package `prometheus`). Uses loopback only; takes about 30 seconds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntilReady, atExit, startChild } from '../../demo/child-process.mjs';
import { findFreePort } from '../../demo/free-port.mjs';
import { startScriptedUpstream } from '../../demo/scripted-upstream.mjs';
import { startProxy } from '../../demo/start-proxy.mjs';

const rules = 'helm/claude-proxy/files/alerts.yaml';
const dashboardFile = 'helm/claude-proxy/files/dashboard.json';
const trafficSeconds = 25;
/** Values of the dashboard's variables. */
const variables = { $__rate_interval: '15s', $namespace: '.*', $instance: '.*', $model: '.*' };
/** Panels that stay empty with successful traffic. */
const quiet = ['Dropped fields and learned overrides', 'Errors per second'];

/**
 * @typedef {{ title: string, targets?: { expr: string, legendFormat: string }[] }} Panel
 * @typedef {{ metric: Record<string, string>, value: [number, string] }} Series
 */

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-operations-'));
atExit(() => rmSync(folder, { recursive: true, force: true }));

/** @type {(label: string, args: string[], input?: string) => void} */
function promtool(label, args, input = '') {
  execFileSync('promtool', args, { input, stdio: ['pipe', 'pipe', 'inherit'] });
  console.log(`ok  promtool: ${label}`);
}

/** @param {string} url */
async function sendTraffic(url) {
  const end = Date.now() + trafficSeconds * 1_000;
  for (let sent = 0; Date.now() < end; sent += 1) {
    const stream = sent % 2 === 0;
    const body = {
      model: sent % 3 === 0 ? 'claude-haiku-5-5' : 'claude-sonnet-5-5',
      max_tokens: 100,
      stream,
      messages: [{ role: 'user', content: 'Hello' }],
    };
    const reply = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await reply.text();
    if (!reply.ok) throw new Error(`The proxy returned ${reply.status}`);
  }
}

/** @param {string} target host and port of the proxy */
async function startPrometheus(target) {
  const port = await findFreePort();
  const job = { job_name: 'claude-proxy', scrape_interval: '1s', static_configs: [{ targets: [target] }] };
  const config = join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }));
  const url = `http://127.0.0.1:${port}`;
  const prometheus = startChild(
    'prometheus',
    [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  );
  if (!(await waitUntilReady(`${url}/-/ready`, prometheus.child, 30))) throw new Error('Prometheus did not start');
  return { url, stop: prometheus.stop };
}

/** @type {(url: string, expression: string) => Promise<Series[]>} */
async function query(url, expression) {
  const filled = Object.entries(variables).reduce((text, [name, value]) => text.replaceAll(name, value), expression);
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(filled)}`);
  const result = /** @type {{ status: string, error?: string, data: { result: Series[] } }} */ (await response.json());
  if (result.status !== 'success') throw new Error(`${filled}: ${result.error}`);
  return result.data.result;
}

/** @type {(prometheus: string, panel: Panel) => Promise<boolean>} */
async function showPanel(prometheus, { title, targets = [] }) {
  let isFilled = targets.length === 0;
  for (const { expr, legendFormat } of targets) {
    for (const { metric, value } of await query(prometheus, expr)) {
      const legend = legendFormat.replace(/\{\{(\w+)\}\}/g, (_, /** @type {string} */ label) => metric[label] ?? '');
      console.log(`    ${title}: ${legend} = ${Number(value[1]).toPrecision(4)}`);
      isFilled = true;
    }
  }
  if (!isFilled && !quiet.includes(title)) console.log(`FAILED  ${title}: no data`);
  return isFilled || quiet.includes(title);
}

const upstream = await startScriptedUpstream();
const proxy = await startProxy({ OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'sk-demo' });
promtool('alert rules', ['check', 'rules', rules]);
promtool('alerts fire when expected, and only then', ['test', 'rules', 'test/operations/alerts.test.yaml']);
const prometheus = await startPrometheus(new URL(proxy.url).host);
console.log(`Sending traffic for ${trafficSeconds} s …`);
await Promise.all([sendTraffic(proxy.url), sendTraffic(proxy.url), sleep(trafficSeconds * 1_000)]);
promtool('metrics', ['check', 'metrics'], await (await fetch(`${proxy.url}/metrics`)).text());

const { panels } = /** @type {{ panels: Panel[] }} */ (parseJson(readFileSync(dashboardFile, 'utf8')));
let failed = 0;
for (const panel of panels) failed += (await showPanel(prometheus.url, panel)) ? 0 : 1;
await Promise.all([prometheus.stop(), proxy.stop()]);
upstream.close();
console.log(`${panels.filter(({ targets }) => targets).length - failed} panels have data, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

// @ts-check
/**
 * Tests the chart on the cluster from KUBECONFIG, in a temporary namespace that enforces restricted pods.
 * CLAUDE_PROXY_IMAGE names the image, which the cluster must have or be able to pull. Opt-in; takes several minutes.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { atExit } from '../../demo/child-process.mjs';
import { aClient, aModel, aNamespace, keys } from './objects.mjs';
import {
  apply,
  check,
  evict,
  failures,
  findChanges,
  findObjections,
  helm,
  kubectl,
  readReport,
} from './kubernetes.mjs';

const chart = 'helm/claude-proxy';
const release = 'trial';
const fullName = `${release}-claude-proxy`;
const namespace = `claude-proxy-test-${process.pid}`;
const inNamespace = `--namespace=${namespace}`;
const selector = `--selector=app.kubernetes.io/instance=${release}`;
const patience = ['--wait', '--timeout=10m'];
/** The change that the upgrade makes. */
const change = '--set-string=config.logLevel=debug';
const streams = 24;
/** The scripted model takes 40 ms per word, so these streams outlast the rollout. */
const words = 2_000;
const image = process.env.CLAUDE_PROXY_IMAGE ?? `claude-proxy:${readVersion()}`;

function readVersion() {
  const [, version = ''] = /^appVersion: ['"]?([^'"\n]+)/m.exec(readFileSync(`${chart}/Chart.yaml`, 'utf8')) ?? [];
  return version;
}

/** @type {(kind: string, path: string) => string} */
const read = (kind, path) => kubectl('get', kind, inNamespace, `--output=jsonpath=${path}`);

/** The release's pods that are not being deleted. */
function podNames() {
  /** @type {(json: string) => { items: { metadata: { name: string, deletionTimestamp?: string } }[] }} */
  const parse = JSON.parse;
  const { items } = parse(kubectl('get', 'pods', inNamespace, selector, '--output=json'));
  return items.flatMap(({ metadata }) => (metadata.deletionTimestamp ? [] : metadata.name));
}

/** Options that all helm commands for the release share. */
function settings() {
  const [, repository, tag] = /^(.+):([^:/]+)$/.exec(image) ?? [];
  const values = {
    'image.repository': repository,
    'image.tag': tag,
    // By IP address, because not every cluster has DNS.
    'config.openaiBaseUrl': `http://${read('service/model', '{.spec.clusterIP}')}:9000/v1`,
    'secrets.existingSecret': 'keys',
  };
  return [inNamespace, ...Object.entries(values).map(([key, value]) => `--set-string=${key}=${value}`)];
}

/** @type {(client: { metadata: { name: string } }) => void} */
function start(client) {
  apply([client], inNamespace);
  kubectl('wait', `pod/${client.metadata.name}`, inNamespace, '--for=condition=Ready', '--timeout=5m');
}

function checkValueSets() {
  for (const file of readdirSync(`${chart}/ci`)) {
    // A value set may name a namespace that does not exist here.
    const options = [inNamespace, `--values=${chart}/ci/${file}`, '--set-string=namespaceOverride='];
    const objections = findObjections(namespace, helm('template', release, chart, ...options));
    const [, kind] = /no matches for kind "(\w+)"/.exec(objections) ?? [];
    if (kind) console.log(`-       ${file}: this cluster has no ${kind} resource`);
    else check(`the API server accepts ${file} without warnings`, objections, '');
  }
}

async function checkRollout() {
  const service = `http://${read(`service/${fullName}`, '{.spec.clusterIP}')}:8085`;
  start(aClient('streams', image, { SERVICE: service, STREAMS: String(streams), WORDS: String(words) }));
  const oldPods = podNames();
  const changes = findChanges(namespace, helm('template', release, chart, '--no-hooks', ...settings(), change));
  check('the upgrade changes only a variable and its checksum', changes, ['CLAUDE_PROXY_LOG_LEVEL', 'checksum/config']);
  helm('upgrade', release, chart, ...patience, ...settings(), change);
  const rolledOutAt = Date.now();
  const newPods = podNames();
  check(
    'the upgrade replaces every pod',
    oldPods.filter((pod) => newPods.includes(pod)),
    [],
  );
  const { whole, failures, shortestSeconds, firstEndedAt, short, shortFailures } = await readReport(
    namespace,
    'streams',
  );
  check(
    `${String(whole)} of ${streams} streams arrive complete`,
    { whole, failures },
    { whole: streams, failures: [] },
  );
  check(`each of them takes 20 s or more (${String(shortestSeconds)} s)`, Number(shortestSeconds) >= 20);
  check('all of them outlast the rollout', Number(firstEndedAt) > rolledOutAt);
  check(`${String(short)} short requests succeed during the rollout`, shortFailures, []);
}

async function checkReadiness() {
  const [pod = ''] = podNames();
  start(aClient('readiness', image, { POD: `http://${read(`pod/${pod}`, '{.status.podIP}')}:8085` }));
  const follower = spawn('kubectl', ['logs', '--follow', inNamespace, pod], { stdio: ['ignore', 'pipe', 'inherit'] });
  const log = text(follower.stdout);
  kubectl('delete', 'pod', pod, inNamespace, '--wait=false');
  const { status, at } = await readReport(namespace, 'readiness');
  const [, draining = ''] = /"time":"([^"]+)"[^\n]+"message":"draining"/.exec(await log) ?? [];
  const milliseconds = Number(at) - Date.parse(draining);
  check(
    `readiness returns 503 ${milliseconds} ms after SIGTERM`,
    { status, isSoon: milliseconds < 1_000 },
    { status: 503, isSoon: true },
  );
}

function checkEviction() {
  waitForDisruptionBudget();
  const [first = '', second = ''] = podNames();
  check('one pod can be evicted', evict(namespace, first));
  check('the other pod cannot be evicted before a replacement is ready', evict(namespace, second), false);
  waitForDisruptionBudget();
  check('then it can be evicted', evict(namespace, second));
}

function waitForDisruptionBudget() {
  kubectl('rollout', 'status', `deployment/${fullName}`, inNamespace, '--timeout=5m');
  const oneAllowed = '--for=jsonpath={.status.disruptionsAllowed}=1';
  kubectl('wait', `poddisruptionbudget/${fullName}`, inNamespace, oneAllowed, '--timeout=5m');
}

function checkReturn() {
  const level = () => read(`configmap/${fullName}`, '{.data.CLAUDE_PROXY_LOG_LEVEL}');
  check('the upgrade changed the variable', level(), 'debug');
  helm('rollback', release, '1', inNamespace, ...patience);
  check('the rollback changes it back', level(), '');
  helm('uninstall', release, inNamespace, ...patience);
  // The last pods are still draining.
  kubectl('wait', 'pods', inNamespace, selector, '--for=delete', '--timeout=5m');
  const kinds = 'all,configmaps,secrets,serviceaccounts,poddisruptionbudgets';
  check('uninstall removes all objects', kubectl('get', kinds, inNamespace, selector, '--output=name'), '');
}

atExit(() => kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'));
apply([aNamespace(namespace)]);
checkValueSets();
apply([keys, ...aModel(image)], inNamespace);
kubectl('wait', 'pod/model', inNamespace, '--for=condition=Ready', '--timeout=5m');
helm('install', release, chart, ...patience, ...settings());
check('two pods are ready after installation', read(`deployment/${fullName}`, '{.status.readyReplicas}'), '2');
check('helm test passes', /Phase: +Succeeded/.test(helm('test', release, inNamespace, '--timeout=5m')));
await checkRollout();
await checkReadiness();
checkEviction();
checkReturn();
check('no warnings and no other failures', failures, []);
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);

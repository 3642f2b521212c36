import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { parse, parseAllDocuments } from 'yaml';
import { chartTools } from '../../scripts/chart-tools.mjs';
import { variables } from '../../src/config/variables/variables.js';
import { containerEnvironmentOf, mountIn, type ContainerEnvironment } from '../support/chart/container-environment.js';
import { newestRenders, objectsOf, type KubernetesObject } from '../support/chart/renders.js';
import { valuesUnder, variableNameOf } from '../support/chart/values.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

/** Variables that Node.js reads. */
const nodeVariables = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];
/** Variables that the chart does not offer: keys come from Secrets, and the last one has no effect. */
const notExposed = ['OPENAI_API_KEY_FILE', 'CLAUDE_PROXY_AUTH_KEY_FILE', 'CLAUDE_PROXY_MAX_TOKENS_LIMIT'];
/** Set in `extraEnv` by the value set `sidecars`. */
const added = ['RELEASE'];

const known = variables.map(({ name }) => name);
const environments = newestRenders.map((render) => ({
  values: render.values,
  environment: containerEnvironmentOf(objectsOf(render)),
}));
const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-boot-'));

function checksumOf(objects: readonly KubernetesObject[]): string | undefined {
  const { template } = objects.find(({ kind }) => kind === 'Deployment')!.spec as {
    template: { metadata: { annotations: Readonly<Record<string, string>> } };
  };
  return template.metadata.annotations['checksum/config'];
}

const started: SpawnedProxy[] = [];

/** Starts the service with the environment of its container, but on free loopback ports. */
async function boot(environment: ContainerEnvironment): Promise<number> {
  const secrets = environment.secret.map((name) => [name, secretValues[name] ?? 'sk-example']);
  const proxy = SpawnedProxy.start({
    ...mountIn(folder, { ...environment, files: { ...environment.files, ...authoritiesOf(environment) } }),
    ...(Object.fromEntries(secrets) as Record<string, string>),
    CLAUDE_PROXY_HOST: '127.0.0.1',
    CLAUDE_PROXY_PORT: '0',
    ...('CLAUDE_PROXY_METRICS_PORT' in environment.plain && { CLAUDE_PROXY_METRICS_PORT: '0' }),
  });
  started.push(proxy);
  return (await fetch(`${await proxy.listening()}/readyz`)).status;
}

/** The certificates in the ConfigMap or Secret that `caBundle` names. */
function authoritiesOf({ plain: { NODE_EXTRA_CA_CERTS: path } }: ContainerEnvironment): Record<string, string> {
  return path === undefined ? {} : { [path]: rootCertificates[0] };
}

const secretValues: Readonly<Record<string, string>> = {
  CLAUDE_PROXY_UPSTREAM_HEADERS: '{}',
  // Unreachable, so the service falls back to its local counters.
  CLAUDE_PROXY_REDIS_URL: 'redis://127.0.0.1:9',
};

afterEach(async () => {
  for (const proxy of started.splice(0)) {
    proxy.kill('SIGKILL');
    await proxy.exit;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the environment variables of the container', () => {
  it.each(environments)('are known to the service, with $values', ({ environment: { plain, secret } }) => {
    expect(
      [...Object.keys(plain), ...secret].filter((name) => ![...known, ...nodeVariables, ...added].includes(name)),
    ).toEqual([]);
    expect(Object.keys(plain).length).toBeGreaterThan(2);
  });

  it.each(environments)('contain no secret in plain text, with $values', ({ environment: { plain } }) => {
    const secrets = variables.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    // The schema rejects HTTP proxy URLs with a password.
    const mistaken = Object.keys(plain).filter((name) => secrets.includes(name) && !name.endsWith('_PROXY'));
    expect(mistaken).toEqual([]);
  });

  it('restart the pods when one of them changes, and only then', () => {
    const pairs = newestRenders.map((render) => {
      const objects = objectsOf(render);
      const variablesOf = objects.find(
        ({ kind, data }) => kind === 'ConfigMap' && data?.['CLAUDE_PROXY_DRAIN_TIMEOUT'],
      );
      return { checksum: checksumOf(objects), data: JSON.stringify(variablesOf?.data) };
    });
    const different = (key: 'checksum' | 'data'): number => new Set(pairs.map((pair) => pair[key])).size;
    expect(different('checksum')).toBe(different('data'));
    expect(new Set(pairs.map(({ checksum, data }) => `${checksum} ${data}`)).size).toBe(different('data'));
    expect(different('data')).toBeGreaterThan(5);
  });

  it('cover every variable of the service', () => {
    const settable = [...valuesUnder('config').keys(), ...valuesUnder('secrets.keys').keys()].map(variableNameOf);
    const rendered = environments.flatMap(({ environment }) => Object.keys(environment.plain));
    const missing = known.filter((name) => ![...settable, ...rendered, ...notExposed].includes(name));
    expect(missing).toEqual([]);
  });
});

describe('the service starts with the environment variables of the container', () => {
  const different = new Map(environments.map((each) => [JSON.stringify(each.environment), each]));

  it.each([...different.values()])('with $values', async ({ environment }) => {
    expect(await boot(environment)).toBe(200);
  });

  it('with every key of config, set to the value that values.yaml shows', async () => {
    const config = valuesUnder('config');
    const shown = Object.fromEntries([...config].map(([key, { value }]) => [key, value]));
    const template = execFileSync(chartTools.helm, ['template', 'release', 'helm/claude-proxy', '--values', '-'], {
      encoding: 'utf8',
      input: JSON.stringify({ config: shown }),
    });
    const objects = parseAllDocuments(template).map((document) => document.toJS() as KubernetesObject);
    const environment = containerEnvironmentOf(objects);
    expect(Object.keys(environment.plain)).toEqual(expect.arrayContaining([...config.keys()].map(variableNameOf)));
    expect(await boot(environment)).toBe(200);
  });

  it('with large numbers in decimal notation', () => {
    const nginx = environments.find(({ values }) => values === 'ingress-nginx');
    expect(nginx?.environment.plain['CLAUDE_PROXY_BODY_LIMIT']).toBe('50331648');
  });

  it('with routes in their original order', () => {
    const routes = environments.find(({ values }) => values === 'routes');
    const { routes: written } = parse(readFileSync('helm/claude-proxy/ci/routes-values.yaml', 'utf8')) as {
      routes: string;
    };
    expect(routes?.environment.files['/etc/claude-proxy/routes/routes.yaml']).toBe(written);
  });
});

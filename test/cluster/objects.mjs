// @ts-check
/** The objects that the test creates in addition to the chart. They comply with the `restricted` profile. */
import { readFileSync } from 'node:fs';

const level = 'restricted';

/** @param {string} name */
export const aNamespace = (name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: Object.fromEntries(
      ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
    ),
  },
});

/** The Secret with the keys. */
export const keys = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'keys' },
  stringData: { OPENAI_API_KEY: 'sk-upstream', CLAUDE_PROXY_AUTH_KEY: 'client-key' },
};

/**
 * A pod with the demo's scripted model, from the service's image, and its Service.
 * @param {string} image
 */
export const aModel = (image) => [
  aPod(
    'model',
    { image, args: ['demo/scripted-upstream.mjs', '9000', '0.0.0.0'] },
    { probedPort: 9000, path: '/v1/models' },
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'model' },
    spec: { selector: { app: 'model' }, ports: [{ port: 9000 }] },
  },
];

/**
 * A pod that runs one of the programs in this folder.
 * @param {string} name
 * @param {string} image
 * @param {Record<string, string>} variables
 */
export function aClient(name, image, variables) {
  const program = readFileSync(new URL(`${name}-client.mjs`, import.meta.url), 'utf8');
  const env = Object.entries(variables).map(([key, value]) => ({ name: key, value }));
  const args = ['--input-type=module', '--eval', program];
  return aPod(name, { image, args, env }, { probedPort: 8080, path: '/' });
}

/**
 * @param {string} name
 * @param {object} container
 * @param {{ probedPort: number, path: string }} probe
 */
function aPod(name, container, { probedPort, path }) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const readinessProbe = {
    httpGet: { path, port: probedPort },
    periodSeconds: 1,
    timeoutSeconds: 5,
    failureThreshold: 30,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      containers: [{ name, imagePullPolicy: 'IfNotPresent', securityContext, readinessProbe, ...container }],
    },
  };
}

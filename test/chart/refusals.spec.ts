import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { chartTools } from '../../scripts/chart-tools.mjs';

/** Renders the chart with the values and returns the error output of Helm. */
async function errorFor(values: unknown): Promise<string> {
  const helm = spawn(chartTools.helm, ['template', 'release', 'helm/claude-proxy', '--values', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  helm.stdin.end(JSON.stringify(values));
  const [output] = await Promise.all([text(helm.stderr), once(helm, 'close')]);
  return output;
}

const host = { host: 'claude.example.com' };
const vault = { enabled: true, storeRef: { name: 'vault' } };

describe('the schema rejects', () => {
  it.each<[string, unknown, string]>([
    ['an unknown value', { replicas: 3 }, "additional properties 'replicas' not allowed"],
    ['a misspelled key of image', { image: { tags: '1' } }, "additional properties 'tags' not allowed"],
    ['a misspelled config key', { config: { bigModle: 'x' } }, "additional properties 'bigModle' not allowed"],
    ['the name of an environment variable in config', { config: { CLAUDE_PROXY_BIG_MODEL: 'x' } }, 'not allowed'],
    [
      'routes as an object, which would lose the order of its keys',
      { routes: { models: {} } },
      'got object, want string',
    ],
    ['a secret in config', { config: { openaiApiKey: 'sk-1' } }, "additional properties 'openaiApiKey' not allowed"],
    ['the client key in config', { config: { authKey: 'sk-1' } }, "additional properties 'authKey' not allowed"],
    ['an unknown secret key', { secrets: { keys: { openAiKey: 'x' } } }, 'not allowed'],
    ['a string as the number of replicas', { replicaCount: '3' }, 'got string, want integer'],
    ['a fractional number of replicas', { replicaCount: 1.5 }, 'got number, want integer'],
    ['a string as a timeout', { config: { requestTimeout: '90s' } }, 'got string, want number'],
    ['a negative delay', { shutdown: { delaySeconds: -1 } }, 'minimum: got -1, want 0'],
    ['a timeout of 0', { config: { requestTimeout: 0 } }, 'exclusiveMinimum: got 0, want 0'],
    ['a limit of 0', { config: { maxOutputTokens: 0 } }, 'minimum: got 0, want 1'],
    ['a privileged port', { config: { port: 80 } }, 'minimum: got 80, want 1,024'],
    ['a config without a port', { config: { port: null } }, "missing property 'port'"],
    ['a number as a model name', { config: { bigModel: 4 } }, 'got number, want string'],
    ['an empty model name', { config: { bigModel: '' } }, 'minLength'],
    ['a base URL without a scheme', { config: { openaiBaseUrl: 'api.openai.com/v1' } }, 'does not match pattern'],
    ['an unknown provider', { config: { provider: 'open-ai' } }, 'value must be one of'],
    ['an unknown log level', { config: { logLevel: 'verbose' } }, 'value must be one of'],
    ['an unknown pull policy', { image: { pullPolicy: 'Sometimes' } }, 'value must be one of'],
    ['an invalid digest', { image: { digest: 'sha256:abc' } }, 'does not match pattern'],
    ['an invalid tag', { image: { tag: 'v1/2' } }, 'does not match pattern'],
    ['an invalid name', { fullnameOverride: 'Claude_Proxy' }, 'does not match pattern'],
    ['an unknown Service type', { service: { type: 'External' } }, 'value must be one of'],
    ['an invalid port', { service: { port: 70_000 } }, 'maximum: got 70,000, want 65,535'],
    ['an unknown ingress preset', { ingress: { preset: 'apache' } }, 'value must be one of'],
    ['a host without a name', { ingress: { hosts: [{ paths: [{ path: '/' }] }] } }, "missing property 'host'"],
    ['a path that does not begin with /', { ingress: { hosts: [{ ...host, paths: [{ path: 'v1' }] }] } }, 'pattern'],
    ['a route timeout without a unit', { httpRoute: { timeouts: { request: '0' } } }, 'does not match pattern'],
    ['a gateway without a name', { httpRoute: { parentRefs: [{ namespace: 'x' }] } }, "missing property 'name'"],
    ['a misspelled resource', { resources: { limit: { memory: '1Gi' } } }, "additional properties 'limit' not allowed"],
    ['a misspelled security context', { securityContext: { readonlyRootFilesystem: true } }, 'not allowed'],
    ['a label that is not a string', { podLabels: { tier: 1 } }, 'got number, want string'],
    ['a toleration with an unknown field', { tolerations: [{ keys: 'x' }] }, "additional properties 'keys'"],
    ['a variable without a name', { extraEnv: [{ value: 'x' }] }, "missing property 'name'"],
    ['a sidecar without an image', { sidecars: [{ name: 'x' }] }, "missing property 'image'"],
    ['an HTTP proxy with a password', { proxy: { httpProxy: 'http://me:pw@proxy:3128' } }, 'does not match pattern'],
    ['a disruption budget of more than 100 %', { pdb: { maxUnavailable: '101%' } }, 'does not match pattern'],
    ['pull secrets that are strings', { imagePullSecrets: ['registry'] }, 'got string, want object'],
    [
      'a rule without an expression',
      { metrics: { prometheusRule: { rules: [{ alert: 'x' }] } } },
      "missing property 'expr'",
    ],
  ])('%s', async (_, values, message) => {
    const output = await errorFor(values);
    expect(output).toContain("values don't meet the specifications of the schema");
    expect(output).toContain(message);
  });
});

describe('the templates reject', () => {
  it.each<[string, unknown, string]>([
    [
      'a grace period that is shorter than the drain',
      { terminationGracePeriodSeconds: 300 },
      'terminationGracePeriodSeconds must be at least 310',
    ],
    [
      'a drain timeout that exceeds the grace period',
      { shutdown: { drainTimeoutSeconds: 600 } },
      'must be at least 610',
    ],
    ['a delay that exceeds the grace period', { shutdown: { delaySeconds: 60 } }, 'must be at least 365'],
    [
      'two autoscalers',
      { autoscaling: { enabled: true }, keda: { enabled: true, triggers: [{ type: 'cpu', metadata: {} }] } },
      'autoscaling.enabled and keda.enabled are mutually exclusive',
    ],
    [
      'an autoscaler without metrics',
      { autoscaling: { enabled: true, targetCPU: 0 } },
      'autoscaling.enabled requires at least one of',
    ],
    [
      'an autoscaler whose minimum exceeds its maximum',
      { autoscaling: { enabled: true, minReplicas: 11 } },
      'autoscaling.minReplicas must not exceed autoscaling.maxReplicas',
    ],
    ['KEDA without triggers', { keda: { enabled: true } }, 'keda.enabled requires keda.triggers'],
    [
      'KEDA with a minimum that exceeds its maximum',
      { keda: { enabled: true, minReplicas: 11, triggers: [{ type: 'cpu', metadata: {} }] } },
      'keda.minReplicas must not exceed keda.maxReplicas',
    ],
    [
      'a tag together with a digest',
      { image: { tag: '1', digest: `sha256:${'0'.repeat(64)}` } },
      'image.tag and image.digest are mutually exclusive',
    ],
    [
      'an existing Secret together with a created Secret',
      { secrets: { existingSecret: 'x', create: true, values: { authKey: 'x' } } },
      'are mutually exclusive',
    ],
    [
      'an existing Secret together with an ExternalSecret',
      {
        secrets: {
          existingSecret: 'x',
          externalSecret: { ...vault, data: [{ secretKey: 'a', remoteRef: { key: 'b' } }] },
        },
      },
      'are mutually exclusive',
    ],
    [
      'a Secret without values',
      { secrets: { create: true } },
      'secrets.create requires at least one key in secrets.values',
    ],
    [
      'an ExternalSecret without data',
      { secrets: { externalSecret: vault } },
      'secrets.externalSecret.enabled requires secrets.externalSecret.storeRef.name',
    ],
    [
      'two certificate authority bundles',
      { caBundle: { existingConfigMap: 'a', existingSecret: 'b' } },
      'are mutually exclusive',
    ],
    ['a loopback address', { config: { host: '127.0.0.1' } }, 'config.host must be reachable from outside the pod'],
    [
      'the port of the API as the metrics port',
      { metrics: { port: 8085 } },
      'metrics.port must differ from config.port',
    ],
    [
      'a rolling update that cannot make progress',
      { strategy: { maxSurge: '0%' } },
      'strategy.maxSurge and strategy.maxUnavailable cannot both be 0',
    ],
    ['an Ingress without hosts', { ingress: { enabled: true } }, 'ingress.enabled requires ingress.hosts'],
    [
      'an HTTPRoute without a gateway',
      { httpRoute: { enabled: true } },
      'httpRoute.enabled requires httpRoute.parentRefs',
    ],
    [
      'a node port for a ClusterIP Service',
      { service: { nodePort: 30_000 } },
      'service.nodePort requires service.type',
    ],
  ])('%s', async (_, values, message) => {
    expect(await errorFor(values)).toContain(message);
  });

  it('all problems at once', async () => {
    const output = await errorFor({ ingress: { enabled: true }, httpRoute: { enabled: true } });
    expect(output).toMatch(/- ingress.enabled requires ingress.hosts\n- httpRoute.enabled requires/);
  });
});

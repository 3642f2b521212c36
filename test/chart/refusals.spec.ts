import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { chartTools } from '../../scripts/chart-tools.mjs';

/** Renders the chart with these values on the standard input; gives what helm complains about. */
async function complaintAbout(values: unknown): Promise<string> {
  const helm = spawn(chartTools.helm, ['template', 'release', 'helm/claude-proxy', '--values', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  helm.stdin.end(JSON.stringify(values));
  const [complaint] = await Promise.all([text(helm.stderr), once(helm, 'close')]);
  return complaint;
}

const host = { host: 'claude.example.com' };
const vault = { enabled: true, storeRef: { name: 'vault' } };

describe('the schema refuses', () => {
  it.each<[string, unknown, string]>([
    ['a value that does not exist', { replicas: 3 }, "additional properties 'replicas' not allowed"],
    ['a misspelt key of image', { image: { tags: '1' } }, "additional properties 'tags' not allowed"],
    ['a misspelt variable', { config: { bigModle: 'x' } }, "additional properties 'bigModle' not allowed"],
    ['a variable under its own name', { config: { CLAUDE_PROXY_BIG_MODEL: 'x' } }, 'not allowed'],
    ['routes that would lose their order', { routes: { models: {} } }, 'got object, want string'],
    ['a secret in config', { config: { openaiApiKey: 'sk-1' } }, "additional properties 'openaiApiKey' not allowed"],
    ['the proxy key in config', { config: { authKey: 'sk-1' } }, "additional properties 'authKey' not allowed"],
    ['a secret that does not exist', { secrets: { keys: { openAiKey: 'x' } } }, 'not allowed'],
    ['a text for a number of pods', { replicaCount: '3' }, 'got string, want integer'],
    ['a broken number of pods', { replicaCount: 1.5 }, 'got number, want integer'],
    ['a text for a timeout', { config: { requestTimeout: '90s' } }, 'got string, want number'],
    ['a negative delay', { shutdown: { delaySeconds: -1 } }, 'minimum: got -1, want 0'],
    ['a timeout of nothing', { config: { requestTimeout: 0 } }, 'exclusiveMinimum: got 0, want 0'],
    ['a limit of nothing', { config: { maxOutputTokens: 0 } }, 'minimum: got 0, want 1'],
    ['a port of the system', { config: { port: 80 } }, 'minimum: got 80, want 1,024'],
    ['a number for a model', { config: { bigModel: 4 } }, 'got number, want string'],
    ['an empty model', { config: { bigModel: '' } }, 'minLength'],
    ['a base URL without a scheme', { config: { openaiBaseUrl: 'api.openai.com/v1' } }, 'does not match pattern'],
    ['a provider that is not known', { config: { provider: 'open-ai' } }, 'value must be one of'],
    ['a level that is not known', { config: { logLevel: 'verbose' } }, 'value must be one of'],
    ['a pull policy that is not known', { image: { pullPolicy: 'Sometimes' } }, 'value must be one of'],
    ['a digest that is none', { image: { digest: 'sha256:abc' } }, 'does not match pattern'],
    ['a tag that is none', { image: { tag: 'v1/2' } }, 'does not match pattern'],
    ['a name that is none', { fullnameOverride: 'Claude_Proxy' }, 'does not match pattern'],
    ['a service type that is not known', { service: { type: 'External' } }, 'value must be one of'],
    ['a port that is none', { service: { port: 70_000 } }, 'maximum: got 70,000, want 65,535'],
    ['an ingress preset that is not known', { ingress: { preset: 'apache' } }, 'value must be one of'],
    ['a host without a name', { ingress: { hosts: [{ paths: [{ path: '/' }] }] } }, "missing property 'host'"],
    ['a path that does not begin with /', { ingress: { hosts: [{ ...host, paths: [{ path: 'v1' }] }] } }, 'pattern'],
    ['a timeout of a route without a unit', { httpRoute: { timeouts: { request: '0' } } }, 'does not match pattern'],
    ['a gateway without a name', { httpRoute: { parentRefs: [{ namespace: 'x' }] } }, "missing property 'name'"],
    ['a misspelt resource', { resources: { limit: { memory: '1Gi' } } }, "additional properties 'limit' not allowed"],
    ['a misspelt security context', { securityContext: { readonlyRootFilesystem: true } }, 'not allowed'],
    ['a label that is no text', { podLabels: { tier: 1 } }, 'got number, want string'],
    ['a toleration with an unknown field', { tolerations: [{ keys: 'x' }] }, "additional properties 'keys'"],
    ['a variable without a name', { extraEnv: [{ value: 'x' }] }, "missing property 'name'"],
    ['a sidecar without an image', { sidecars: [{ name: 'x' }] }, "missing property 'image'"],
    ['an HTTP proxy with a password', { proxy: { httpProxy: 'http://me:pw@proxy:3128' } }, 'does not match pattern'],
    ['a budget of more than all', { pdb: { maxUnavailable: '101%' } }, 'does not match pattern'],
    ['pull secrets that are bare names', { imagePullSecrets: ['registry'] }, 'got string, want object'],
    [
      'a rule without an expression',
      { metrics: { prometheusRule: { rules: [{ alert: 'x' }] } } },
      "missing property 'expr'",
    ],
  ])('%s', async (_, values, complaint) => {
    const said = await complaintAbout(values);
    expect(said).toContain("values don't meet the specifications of the schema");
    expect(said).toContain(complaint);
  });
});

describe('the templates refuse', () => {
  it.each<[string, unknown, string]>([
    [
      'a grace period that ends before draining',
      { terminationGracePeriodSeconds: 300 },
      'terminationGracePeriodSeconds must be at least 310',
    ],
    ['a longer drain than the grace period', { shutdown: { drainTimeoutSeconds: 600 } }, 'must be at least 610'],
    ['a longer delay than the grace period', { shutdown: { delaySeconds: 60 } }, 'must be at least 365'],
    [
      'both autoscalers',
      { autoscaling: { enabled: true }, keda: { enabled: true, triggers: [{ type: 'cpu', metadata: {} }] } },
      'autoscaling.enabled and keda.enabled exclude each other',
    ],
    [
      'an autoscaler without an aim',
      { autoscaling: { enabled: true, targetCPU: 0 } },
      'autoscaling needs something to aim at',
    ],
    [
      'an autoscaler upside down',
      { autoscaling: { enabled: true, minReplicas: 11 } },
      'autoscaling.minReplicas must not be above maxReplicas',
    ],
    ['KEDA without triggers', { keda: { enabled: true } }, 'keda.enabled needs keda.triggers'],
    [
      'KEDA upside down',
      { keda: { enabled: true, minReplicas: 11, triggers: [{ type: 'cpu', metadata: {} }] } },
      'keda.minReplicas must not be above maxReplicas',
    ],
    [
      'a tag beside a digest',
      { image: { tag: '1', digest: `sha256:${'0'.repeat(64)}` } },
      'image.tag and image.digest exclude each other',
    ],
    [
      'two sources of keys',
      { secrets: { existingSecret: 'x', create: true, values: { authKey: 'x' } } },
      'exclude each other',
    ],
    [
      'two other sources of keys',
      {
        secrets: {
          existingSecret: 'x',
          externalSecret: { ...vault, data: [{ secretKey: 'a', remoteRef: { key: 'b' } }] },
        },
      },
      'exclude each other',
    ],
    ['a Secret of nothing', { secrets: { create: true } }, 'secrets.create needs secrets.values'],
    [
      'an external secret of nothing',
      { secrets: { externalSecret: vault } },
      'secrets.externalSecret needs storeRef.name and data',
    ],
    [
      'two sources of certificate authorities',
      { caBundle: { existingConfigMap: 'a', existingSecret: 'b' } },
      'exclude each other',
    ],
    [
      'an address that nothing reaches',
      { config: { host: '127.0.0.1' } },
      'config.host must be an address that probes and the Service reach',
    ],
    ['metrics on the port of the API', { metrics: { port: 8085 } }, 'metrics.port must differ from config.port'],
    [
      'a rollout that cannot move',
      { strategy: { maxSurge: '0%' } },
      'strategy.maxSurge and strategy.maxUnavailable cannot both be 0',
    ],
    ['an ingress without hosts', { ingress: { enabled: true } }, 'ingress.enabled needs ingress.hosts'],
    ['a route without a gateway', { httpRoute: { enabled: true } }, 'httpRoute.enabled needs httpRoute.parentRefs'],
    [
      'a port on nodes for an internal service',
      { service: { nodePort: 30_000 } },
      'service.nodePort needs service.type',
    ],
  ])('%s', async (_, values, complaint) => {
    expect(await complaintAbout(values)).toContain(complaint);
  });

  it('everything that is wrong at once', async () => {
    const said = await complaintAbout({ ingress: { enabled: true }, httpRoute: { enabled: true } });
    expect(said).toMatch(/- ingress.enabled needs ingress.hosts\n- httpRoute.enabled needs/);
  });
});

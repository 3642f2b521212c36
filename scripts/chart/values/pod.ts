import {
  type ChartValues,
  type JsonSchema,
  choice,
  fieldsOf,
  flag,
  kubernetes,
  list,
  section,
  text,
  texts,
} from '../chart-value.js';

const container: JsonSchema = { type: 'object', required: ['name', 'image'] };
const spread = (topologyKey: string): JsonSchema => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' });
const podSecurityFields = [
  'appArmorProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
  'supplementalGroups',
  'sysctls',
];
const containerSecurityFields = [
  'allowPrivilegeEscalation',
  'appArmorProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
];
const spreadFields = [
  'labelSelector',
  'matchLabelKeys',
  'maxSkew',
  'minDomains',
  'nodeAffinityPolicy',
  'nodeTaintsPolicy',
  'topologyKey',
  'whenUnsatisfiable',
];
const resourceList: JsonSchema = {
  type: 'object',
  additionalProperties: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] },
};

const scheduling: ChartValues = {
  nodeSelector: texts('Labels that a node must have'),
  tolerations: list('Taints that are tolerated', fieldsOf(['effect', 'key', 'operator', 'tolerationSeconds', 'value'])),
  affinity: kubernetes('Affinities; tpl', ['nodeAffinity', 'podAffinity', 'podAntiAffinity']),
  topologySpreadConstraints: list(
    'How pods spread; the selector is added where it is missing',
    fieldsOf(spreadFields, ['maxSkew', 'topologyKey', 'whenUnsatisfiable']),
    [spread('kubernetes.io/hostname'), spread('topology.kubernetes.io/zone')],
  ),
  priorityClassName: text('The priority class'),
  runtimeClassName: text('The runtime class'),
  hostAliases: list('Names added to `/etc/hosts`', fieldsOf(['hostnames', 'ip'], ['hostnames', 'ip'])),
  dnsConfig: kubernetes('DNS settings', ['nameservers', 'options', 'searches']),
};

/** What a pod is made of, and where it runs. */
export const pod: ChartValues = {
  podLabels: texts('Further labels of pods'),
  podAnnotations: texts('Further annotations of pods; tpl'),
  podSecurityContext: kubernetes('The pods’ security context', podSecurityFields, {
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    fsGroup: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  }),
  securityContext: kubernetes('The containers’ security context', containerSecurityFields, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  }),
  openshift: section('OpenShift gives each namespace user ids of its own', {
    adaptSecurityContext: choice(
      'Leaves our ids out: on OpenShift (`auto`), always (`force`), never (`disabled`)',
      ['auto', 'force', 'disabled'],
      'auto',
    ),
  }),
  serviceAccount: section('The service account; the service never calls the Kubernetes API', {
    create: flag('Makes one', true),
    name: text('Its name; empty: the release’s, or `default` when none is made'),
    annotations: texts('Its annotations'),
    automount: flag('Mounts its token', false),
  }),
  resources: {
    description:
      'What the container asks for. Its heap is 60 % of the memory limit; a CPU limit would only slow streams',
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { limits: resourceList, requests: resourceList, claims: { type: 'array' } },
    },
    default: { requests: { cpu: '100m', memory: '192Mi' }, limits: { memory: '512Mi' } },
  },
  ...scheduling,
  initContainers: list('Init containers; tpl', container),
  sidecars: list('Further containers; tpl', container),
  extraVolumes: list('Further volumes; tpl', { type: 'object', required: ['name'] }),
  extraVolumeMounts: list('Further mounts of the container; tpl', {
    ...fieldsOf(
      ['mountPath', 'mountPropagation', 'name', 'readOnly', 'recursiveReadOnly', 'subPath', 'subPathExpr'],
      ['name', 'mountPath'],
    ),
  }),
  extraObjects: list('Further Kubernetes objects, as YAML or as text; tpl', { type: ['object', 'string'] }),
  tests: section('`helm test`', {
    enabled: flag('Makes the pod that asks the probes through the Service', true),
    image: text('Another image than the service’s, such as `node:24-slim`; it must hold `node`'),
  }),
};

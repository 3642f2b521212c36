import {
  type ChartValues,
  type JsonSchema,
  choice,
  fieldsOf,
  flag,
  integer,
  list,
  optionalInteger,
  section,
  text,
  texts,
} from '../chart-value.js';

const port: JsonSchema = { minimum: 1, maximum: 65_535 };
const duration: JsonSchema = { pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' };
const peer = fieldsOf(['ipBlock', 'namespaceSelector', 'podSelector']);
const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];

const host: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['host'],
  properties: {
    host: { type: 'string' },
    paths: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path'],
        properties: { path: { type: 'string', pattern: '^/' }, pathType: { enum: pathTypes } },
      },
    },
  },
};

const service = section('The Service', {
  type: choice('Its type', ['ClusterIP', 'NodePort', 'LoadBalancer'], 'ClusterIP'),
  port: integer('Its port', 8085, port),
  nodePort: optionalInteger('The port on the nodes, for `NodePort` and `LoadBalancer`', 30_085, port),
  annotations: texts('Its annotations'),
  appProtocol: text('The protocol behind the port, for gateways that ask', 'http'),
  trafficDistribution: text('`PreferClose`, `PreferSameZone` or `PreferSameNode`, from Kubernetes 1.31 on', '', {
    enum: ['', 'PreferClose', 'PreferSameZone', 'PreferSameNode'],
  }),
  ipFamilyPolicy: text('How many IP families it has; with IPv6, set `config.host` to `::`', '', {
    enum: ['', 'SingleStack', 'PreferDualStack', 'RequireDualStack'],
  }),
  sessionAffinity: choice(
    'Whether a client stays with its pod; nothing in the service needs it',
    ['None', 'ClientIP'],
    'None',
  ),
});

const ingress = section('An Ingress', {
  enabled: flag('Makes it', false),
  className: text('The ingress class'),
  preset: choice(
    'Annotations that keep streams alive and unbuffered, in the words of your ingress controller',
    ['none', 'nginx', 'traefik', 'haproxy', 'alb'],
    'none',
  ),
  annotations: texts('Further annotations; they win over the preset’s'),
  hosts: list('Hosts, as in `- host: claude.example.com`; `paths` are `/` unless given', host),
  tls: list('TLS, as in `- secretName: my-tls` with `hosts`', fieldsOf(['hosts', 'secretName'])),
});

const httpRoute = section('An HTTPRoute of the Gateway API', {
  enabled: flag('Makes it', false),
  annotations: texts('Its annotations'),
  parentRefs: list('The gateways, as in `- name: my-gateway`', {
    ...fieldsOf(['group', 'kind', 'name', 'namespace', 'port', 'sectionName'], ['name']),
  }),
  hostnames: list('The hosts', { type: 'string', minLength: 1 }),
  timeouts: section('`0s` means none, and is what streams need: gateways cut at 15 s or so by default', {
    request: text('For the whole request', '0s', duration),
    backendRequest: text('For the way from the gateway to a pod', '0s', duration),
  }),
});

const networkPolicy = section('A NetworkPolicy', {
  enabled: flag('Makes it', false),
  ingress: section('Who may connect', {
    from: list('Peers that may use the API, and scrape metrics; empty: all', peer),
  }),
  egress: section('Whereto the pods may connect', {
    dns: flag('DNS, everywhere', true),
    https: flag('Port 443, everywhere', true),
    blockMetadata: flag('Leaves the cloud’s metadata addresses out of `https`', true),
    extra: list(
      'Further rules, for a provider inside the cluster, an HTTP proxy, Redis; tpl',
      fieldsOf(['ports', 'to']),
    ),
  }),
});

/** How the service is reached, and what it may reach. */
export const network: ChartValues = { service, ingress, httpRoute, networkPolicy };

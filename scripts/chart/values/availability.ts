import {
  type ChartValue,
  type ChartValues,
  anyObject,
  choice,
  fieldsOf,
  flag,
  integer,
  list,
  optionalInteger,
  section,
  share,
  text,
  texts,
} from '../chart-value.js';

const metric = { type: 'object', required: ['type'] };
const percent = { minimum: 1, maximum: 1000 };

function probe(description: string, periodSeconds: number, failureThreshold: number): ChartValue {
  return section(description, {
    periodSeconds: integer('Seconds between two of them', periodSeconds, { minimum: 1 }),
    timeoutSeconds: integer('Seconds that an answer may take', 3, { minimum: 1 }),
    failureThreshold: integer('Failures in a row that count', failureThreshold, { minimum: 1 }),
  });
}

const slowScaleDown = { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };
const behavior = anyObject('How fast it scales; down slowly, because a pod that goes drains for minutes', {
  scaleDown: slowScaleDown,
});

const autoscaling = section('A HorizontalPodAutoscaler', {
  enabled: flag('Makes it; not beside `keda`', false),
  minReplicas: integer('The fewest pods', 2, { minimum: 1 }),
  maxReplicas: integer('The most pods', 10, { minimum: 1 }),
  targetCPU: integer('The CPU to aim at, in percent of the request; 0: not by CPU', 70, { ...percent, minimum: 0 }),
  targetMemory: integer('The memory to aim at, in percent of the request; 0: not by memory', 0, {
    ...percent,
    minimum: 0,
  }),
  targetInFlightStreams: integer(
    'Open streams to aim at per pod, by `claude_proxy_in_flight_streams`; needs an adapter for custom metrics. 0: not by streams',
    0,
  ),
  metrics: list('Further metrics, in the words of `autoscaling/v2`', metric),
  behavior,
});

const keda = section('A ScaledObject of KEDA', {
  enabled: flag('Makes it; not beside `autoscaling`', false),
  minReplicas: integer('The fewest pods', 2),
  maxReplicas: integer('The most pods', 10, { minimum: 1 }),
  pollingInterval: integer('Seconds between two looks at the triggers', 15, { minimum: 1 }),
  cooldownPeriod: integer('Seconds of quiet before it scales to 0, where `minReplicas` is 0', 300),
  triggers: list('The triggers; tpl', { type: 'object', required: ['type', 'metadata'] }),
  behavior,
});

/** How it stays up: probes, shutting down, rolling out, scaling. */
export const availability: ChartValues = {
  probes: section('The probes; none of them asks the provider', {
    startup: probe('Until it has started: `/livez`', 2, 30),
    liveness: probe('Whether it is alive: `/livez`', 10, 6),
    readiness: probe('Whether it takes requests: `/readyz`, 503 while it drains', 5, 2),
  }),
  shutdown: section('What happens on SIGTERM', {
    delaySeconds: integer('Seconds in which new requests are still served, until every router knows', 5),
    drainTimeoutSeconds: integer('Seconds after that in which running requests may finish', 300),
  }),
  terminationGracePeriodSeconds: integer('Must be longer than both together by at least 5', 330, { minimum: 1 }),
  strategy: section('The rollout', {
    maxSurge: share('Pods more than wanted', 1),
    maxUnavailable: share('Pods fewer than wanted', 0),
  }),
  minReadySeconds: integer('Seconds that a new pod must be ready before it counts', 0),
  revisionHistoryLimit: integer('Old ReplicaSets to keep', 5),
  autoscaling,
  keda,
  pdb: section('A PodDisruptionBudget, where there are at least two pods', {
    enabled: flag('Makes it', true),
    maxUnavailable: share('Pods that may be evicted at once', 1),
    unhealthyPodEvictionPolicy: choice('Pods that are not ready', ['AlwaysAllow', 'IfHealthyBudget'], 'AlwaysAllow'),
  }),
};

const monitor = (kind: string): ChartValue =>
  section(`A ${kind} of the Prometheus Operator`, {
    enabled: flag('Makes it', false),
    interval: text('How often metrics are read', '30s', { pattern: '^[0-9]+(ms|s|m)$' }),
    labels: texts('Labels by which your Prometheus finds it'),
    relabelings: list('Relabelings of targets', { type: 'object' }),
    metricRelabelings: list('Relabelings of metrics', { type: 'object' }),
  });

/** How it is watched. */
export const monitoring: ChartValues = {
  metrics: section('Metrics, at `/metrics`', {
    port: optionalInteger('A port for metrics alone; not set: the same as the API’s', 9090, {
      minimum: 1024,
      maximum: 65_535,
    }),
    serviceMonitor: monitor('ServiceMonitor'),
    podMonitor: monitor('PodMonitor'),
    prometheusRule: section('A PrometheusRule with the alerts that come with the chart', {
      enabled: flag('Makes it', false),
      labels: texts('Labels by which your Prometheus finds it'),
      rules: list('Further rules', {
        ...fieldsOf(['alert', 'annotations', 'expr', 'for', 'keep_firing_for', 'labels', 'record'], ['expr']),
      }),
    }),
    dashboards: section('A ConfigMap with the dashboard, for Grafana’s sidecar', {
      enabled: flag('Makes it', false),
      label: text('The label that the sidecar looks for', 'grafana_dashboard', { minLength: 1 }),
      labelValue: text('Its value', '1'),
      folder: text('The folder in Grafana'),
    }),
  }),
};

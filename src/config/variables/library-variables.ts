import type { Variable } from './variable.js';

/** Variables that libraries read: the HTTP client and the OpenTelemetry SDK. */
export const externalVariables: readonly Variable[] = [
  {
    name: 'HTTP_PROXY',
    kind: 'url',
    description:
      'The HTTP proxy for `http://` providers. The proxy variables and the OpenTelemetry variables are not read from `.env`',
    example: 'http://proxy.example:3128',
    isSecret: true,
    isExternal: true,
  },
  {
    name: 'HTTPS_PROXY',
    kind: 'url',
    description: 'The HTTP proxy for `https://` providers',
    example: 'http://proxy.example:3128',
    isSecret: true,
    isExternal: true,
  },
  {
    name: 'NO_PROXY',
    kind: 'text',
    description: 'Hosts that are contacted without the HTTP proxy, separated by commas',
    example: 'localhost,127.0.0.1',
    isExternal: true,
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    kind: 'url',
    description: 'The OpenTelemetry collector that receives traces, by OTLP over HTTP',
    example: 'http://collector.example:4318',
    isExternal: true,
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    kind: 'text',
    description: 'Headers for the collector, as `name=value,…`',
    example: 'api-key=secret',
    isSecret: true,
    isExternal: true,
  },
  {
    name: 'OTEL_TRACES_EXPORTER',
    kind: 'text',
    description: 'The trace exporter: `otlp`, `console`, or `none` to disable tracing even if an endpoint is set',
    example: 'otlp',
    isExternal: true,
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    kind: 'text',
    description:
      'The sampler, for example `parentbased_traceidratio` with `OTEL_TRACES_SAMPLER_ARG=0.1`. By default, every request is traced',
    example: 'parentbased_traceidratio',
    isExternal: true,
  },
  {
    name: 'OTEL_SERVICE_NAME',
    kind: 'text',
    description: 'The service name in traces; the default is `claude-proxy`',
    example: 'claude-proxy',
    isExternal: true,
  },
  {
    name: 'OTEL_SDK_DISABLED',
    kind: 'text',
    description: '`true` disables tracing, regardless of all other settings',
    example: 'true',
    isExternal: true,
  },
];

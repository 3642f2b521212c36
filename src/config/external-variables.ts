import type { Variable } from './variables.js';

/** The variables that libraries read for themselves: the HTTP client, and OpenTelemetry's SDK. */
export const externalVariables: readonly Variable[] = [
  {
    name: 'HTTP_PROXY',
    kind: 'url',
    description: 'The HTTP proxy on the way to an `http://` provider; like the next two, it is not read from `.env`',
    example: 'http://proxy.example:3128',
    isSecret: true,
    isExternal: true,
  },
  {
    name: 'HTTPS_PROXY',
    kind: 'url',
    description: 'The HTTP proxy on the way to an `https://` provider',
    example: 'http://proxy.example:3128',
    isSecret: true,
    isExternal: true,
  },
  {
    name: 'NO_PROXY',
    kind: 'text',
    description: 'Hosts that are reached without that proxy, separated by commas',
    example: 'localhost,127.0.0.1',
    isExternal: true,
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    kind: 'url',
    description:
      'The OpenTelemetry collector to send traces to, by OTLP over HTTP; these variables are not read from `.env` either',
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
    description: '`otlp` or `console`; `none` makes no traces even where an endpoint is set',
    example: 'otlp',
    isExternal: true,
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    kind: 'text',
    description:
      'Which requests are traced, such as `parentbased_traceidratio` with `OTEL_TRACES_SAMPLER_ARG=0.1`; all by default',
    example: 'parentbased_traceidratio',
    isExternal: true,
  },
  {
    name: 'OTEL_SERVICE_NAME',
    kind: 'text',
    description: 'The name of the service in traces, `claude-proxy` by default',
    example: 'claude-proxy',
    isExternal: true,
  },
  {
    name: 'OTEL_SDK_DISABLED',
    kind: 'text',
    description: '`true` switches tracing off, whatever else is set',
    example: 'true',
    isExternal: true,
  },
];

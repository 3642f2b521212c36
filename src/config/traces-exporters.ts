/** The destination of traces: a collector over OTLP, or standard output. */
export type TracesExporter = 'otlp' | 'console';

const exporters: readonly TracesExporter[] = ['otlp', 'console'];

/** Parses OpenTelemetry's variables. Tracing is disabled unless an exporter or an endpoint is configured. */
export function parseTracesExporters(
  environment: Readonly<Record<string, string | undefined>>,
): readonly TracesExporter[] {
  const valueOf = (name: string): string => environment[name]?.trim().toLowerCase() ?? '';
  if (valueOf('OTEL_SDK_DISABLED') === 'true') return [];
  const names = valueOf('OTEL_TRACES_EXPORTER');
  if (names !== '') return exporters.filter((exporter) => names.split(/\s*,\s*/).includes(exporter));
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return endpoints.some((name) => valueOf(name) !== '') ? ['otlp'] : [];
}

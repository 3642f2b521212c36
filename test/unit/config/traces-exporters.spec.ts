import { describe, expect, it } from '@jest/globals';
import { parseTracesExporters } from '../../../src/config/variables/variable-parsers.js';

describe('parseTracesExporters', () => {
  it.each<readonly [Record<string, string>, readonly string[]]>([
    [{}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, []],
    [{ OTEL_TRACES_EXPORTER: 'OTLP' }, ['otlp']],
    [{ OTEL_TRACES_EXPORTER: 'console' }, ['console']],
    [{ OTEL_TRACES_EXPORTER: 'console, otlp' }, ['otlp', 'console']],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, []],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []],
    [{ OTEL_SDK_DISABLED: 'TRUE', OTEL_TRACES_EXPORTER: 'otlp' }, []],
    [{ OTEL_SDK_DISABLED: 'false', OTEL_TRACES_EXPORTER: 'otlp' }, ['otlp']],
  ])('%j: %j', (environment, exporters) => {
    expect(parseTracesExporters(environment)).toEqual(exporters);
  });
});

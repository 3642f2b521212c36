import { Logger } from '@nestjs/common';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ConsoleSpanExporter, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { TracesExporter } from '../../config/variables/variable-parsers.js';
import type { RequestObserver } from '../../request-context/request-observers.js';
import { version } from '../../version.js';
import { RequestTracing } from './request-tracing.js';

interface RunningTracing {
  readonly observer: RequestObserver;
  /** Exports the remaining spans. */
  readonly shutdown: () => Promise<void>;
}

const createExporter: Readonly<Record<TracesExporter, () => SpanExporter>> = {
  otlp: () => new OTLPTraceExporter(),
  console: () => new ConsoleSpanExporter(),
};

/** Starts OpenTelemetry's SDK, which reads its endpoint, headers, sampler and limits from its own variables. */
export function startTracing(exporters: readonly TracesExporter[]): RunningTracing {
  reportFailures();
  const named = resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'claude-proxy', [ATTR_SERVICE_VERSION]: version });
  const provider = new NodeTracerProvider({
    // OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME take precedence.
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: exporters.map((exporter) => new BatchSpanProcessor(createExporter[exporter]())),
  });
  return {
    observer: new RequestTracing(provider.getTracer('claude-proxy', version)),
    shutdown: () => provider.shutdown(),
  };
}

/** Logs export failures; they never delay a request. */
function reportFailures(): void {
  const logger = new Logger('tracing');
  const warn = (message: string): void => logger.warn(message);
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

import { readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';

/** The values of the variables that are set, before parsing. */
export type RawVariables = Readonly<Record<string, string>>;

/** Splits a list of keys, separated by commas or line breaks. */
export function parseApiKeyList(list: string): string[] {
  return list
    .split(/[,\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
}

interface KeyFile {
  readonly key?: string;
  readonly problem?: string;
}

/** Reads the key from the file at the path in `<name>_FILE`, as Docker and Kubernetes mount secrets; empty when it is not set. */
export function readKeyFile(name: string, raw: RawVariables): KeyFile {
  const path = raw[`${name}_FILE`];
  if (path === undefined) return {};
  if (raw[name] !== undefined) return { problem: `Set either ${name} or ${name}_FILE, not both` };
  try {
    const key = readFileSync(path, 'utf8').trim();
    // An empty secret must not silently switch to another mode.
    return key === ''
      ? { problem: `${name}_FILE must be the path of a file that contains a key: '${path}' is empty` }
      : { key };
  } catch (error) {
    return { problem: `${name}_FILE must be the path of a readable file: ${String(error)}` };
  }
}

/** One rule of the explicit model map: names that match the pattern are mapped to the target. */
export interface ModelRule {
  readonly pattern: string;
  readonly target: string;
}

/** The targets that are not names of models. */
export const modelTargets: readonly string[] = ['@big', '@small', '@same', '@reject'];

/** Parses `pattern=target,…`; undefined when the text is not such a list. */
export function parseModelMap(text: string): readonly ModelRule[] | undefined {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const rules = entries.map(parseRule);
  return rules.length > 0 && rules.every(isComplete) ? rules : undefined;
}

function parseRule(entry: string): ModelRule {
  const separator = entry.indexOf('=');
  const pattern = separator < 0 ? '' : entry.slice(0, separator).trim();
  const target = entry.slice(separator + 1).trim();
  return { pattern, target: target.startsWith('@') ? target.toLowerCase() : target };
}

function isComplete({ pattern, target }: ModelRule): boolean {
  return pattern !== '' && target !== '' && (!target.startsWith('@') || modelTargets.includes(target));
}

/** Headers of the connection: the HTTP client sets them itself and rejects requests that contain them. */
const connectionHeaders = ['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** Parses a JSON object of headers, with names in lower case; undefined when the text is not such an object. */
export function parseUpstreamHeaders(json: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const headers = Object.entries(parsed).map(([name, value]: [string, unknown]) => parseHeader(name, value));
    return Object.fromEntries(headers);
  } catch {
    return undefined;
  }
}

/** Whether a header can be added to a request. */
export function isHeader(name: string, value: unknown): boolean {
  try {
    return parseHeader(name, value).length > 0;
  } catch {
    return false;
  }
}

function parseHeader(name: string, value: unknown): [string, string] {
  const lowerCaseName = name.toLowerCase();
  if (typeof value !== 'string' || connectionHeaders.includes(lowerCaseName)) throw new TypeError(name);
  validateHeaderName(name);
  validateHeaderValue(name, value);
  return [lowerCaseName, value];
}

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
  if (names !== '') return exporters.filter((exporter) => names.split(',').some((name) => name.trim() === exporter));
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return endpoints.some((name) => valueOf(name) !== '') ? ['otlp'] : [];
}

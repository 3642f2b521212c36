import { validateHeaderName, validateHeaderValue } from 'node:http';

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

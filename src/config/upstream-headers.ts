import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Headers that belong to the connection: the HTTP client sets them and refuses every request that brings its own. */
const connectionHeaders = ['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** Reads a JSON object of header names and values, names in lower case; undefined when it is not one. */
export function parseUpstreamHeaders(json: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const headers = Object.entries(parsed).map(([name, value]: [string, unknown]) => toHeader(name, value));
    return Object.fromEntries(headers);
  } catch {
    return undefined;
  }
}

/** Tells whether a header can be added to a request. */
export function isHeader(name: string, value: unknown): boolean {
  try {
    return toHeader(name, value).length > 0;
  } catch {
    return false;
  }
}

function toHeader(name: string, value: unknown): [string, string] {
  const lowerCaseName = name.toLowerCase();
  if (typeof value !== 'string' || connectionHeaders.includes(lowerCaseName)) throw new TypeError(name);
  validateHeaderName(name);
  validateHeaderValue(name, value);
  return [lowerCaseName, value];
}

import type { UpstreamHeaders } from '../../errors/upstream-response-headers.js';
import type { MessagesFeatures } from '../../providers/provider-profile.js';

/** The version of the Messages API for clients that send none. */
const DEFAULT_VERSION = '2023-06-01';
const TOKEN = /^[\w.-]{1,64}$/;
const BETA = /^[\w.:-]{1,128}$/;

/** The headers of the client's request, by lower-case name. */
export type ClientHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Identify the workspace and the user of the caller's own key. */
const CALLER_HEADERS = ['anthropic-workspace-id', 'anthropic-user-profile-id'];

/** Builds the headers of a request to a Messages upstream from the client's. None that is not named here is sent. */
export function buildNativeHeaders(
  headers: ClientHeaders,
  { rejectedBetas }: MessagesFeatures,
  isCallerKey: boolean,
): Readonly<Record<string, string>> {
  const version = readHeader(headers, 'anthropic-version');
  const betas = parseBetas(readHeader(headers, 'anthropic-beta')).filter((beta) => !rejectedBetas.includes(beta));
  const callerHeaders = CALLER_HEADERS.map((name) => [name, readHeader(headers, name)] as const);
  return {
    accept: readHeader(headers, 'accept') || 'application/json',
    'accept-encoding': 'identity',
    'anthropic-version': TOKEN.test(version) ? version : DEFAULT_VERSION,
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
    ...(isCallerKey && Object.fromEntries(callerHeaders.filter(([, value]) => TOKEN.test(value)))),
  };
}

/** Parses the list of betas in an `anthropic-beta` header. */
export function parseBetas(header: string): readonly string[] {
  return header
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => BETA.test(beta));
}

/** Joins a header that was sent several times; empty if it was not sent. */
export function readHeader(headers: ClientHeaders, name: string): string {
  const value = headers[name] ?? '';
  return typeof value === 'string' ? value : value.join(',');
}

const RATE_LIMITS = /^anthropic-ratelimit-(?:requests|tokens|input-tokens|output-tokens)-[a-z-]{1,32}$/;
const PASSED: readonly string[] = ['retry-after', 'retry-after-ms', 'x-should-retry'];
const SAFE_VALUE = /^[\x20-\x7e]{1,256}$/;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Selects the headers of a Messages upstream that reach the client. None that is not named here does. */
export function convertNativeResponseHeaders(headers: UpstreamHeaders): Record<string, string> {
  const converted: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || !SAFE_VALUE.test(value)) continue;
    if (PASSED.includes(name) || RATE_LIMITS.test(name)) converted[name] = value;
  }
  const requestId = readHeader(headers, 'request-id') || readHeader(headers, 'x-request-id');
  if (REQUEST_ID.test(requestId)) converted['x-upstream-request-id'] = requestId;
  return converted;
}

const BETA_QUERY = /(?:^|&)beta=true(?:&|$)/;

/** Adds the only query parameter of the client that an upstream receives. The query of the base URL stays. */
export function addClientQuery(url: URL, query: string): URL {
  if (!BETA_QUERY.test(query)) return url;
  const extended = new URL(url);
  extended.searchParams.set('beta', 'true');
  return extended;
}

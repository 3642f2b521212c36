import type { UpstreamHeaders } from './upstream-error-context.js';

/** Reads a header that makes sense once only; of a repeated one the first value counts. */
export function firstHeaderValue(headers: UpstreamHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

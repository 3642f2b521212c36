import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +(.+)$/i;

/** Reads the keys that a client sent, `x-api-key` first: Claude Code may send both headers with different values. */
export function readApiKeys(headers: IncomingHttpHeaders): string[] {
  const apiKey = headers['x-api-key'];
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  return [typeof apiKey === 'string' ? apiKey : undefined, bearer]
    .map((key) => key?.trim())
    .filter((key): key is string => key !== undefined && key !== '');
}

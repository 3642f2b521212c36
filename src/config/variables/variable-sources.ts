import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../config-error.js';
import type { RawVariables } from './variable-parsers.js';
import { variables } from './variables.js';

/** Collects the service's own variables from an environment. An empty variable counts as not set. */
export function collectVariables(environment: Readonly<Record<string, unknown>>): RawVariables {
  const entries = variables
    .filter(({ isExternal }) => !isExternal)
    .map(({ name }): [string, string] => [name, trimText(environment[name])])
    .filter(([name, text]) => text !== '' && !isServiceLink(name, text));
  return Object.fromEntries(entries);
}

function trimText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Kubernetes sets `CLAUDE_PROXY_PORT=tcp://<address>` in every pod if a Service is named claude-proxy. */
function isServiceLink(name: string, text: string): boolean {
  return name === 'CLAUDE_PROXY_PORT' && text.startsWith('tcp://');
}

/** Reads the folder's `.env`; empty when the file does not exist. */
export function readDotenv(folder: string): Readonly<Record<string, string | undefined>> {
  const path = join(folder, '.env');
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`'${path}' must be a readable file: ${String(error)}`]);
  }
}

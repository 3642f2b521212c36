import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.js';
import { variables } from './variables.js';

/** The texts of the variables that are set. */
export type RawVariables = Readonly<Record<string, string>>;

/** Picks the service's own variables out of an environment. An empty one counts as not set. */
export function collectVariables(environment: Readonly<Record<string, unknown>>): RawVariables {
  const entries = variables
    .filter(({ isExternal }) => !isExternal)
    .map(({ name }): [string, string] => [name, toText(environment[name])])
    .filter(([name, text]) => text !== '' && !isServiceLink(name, text));
  return Object.fromEntries(entries);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Kubernetes sets `CLAUDE_PROXY_PORT=tcp://<address>` in every pod beside a Service named claude-proxy. */
function isServiceLink(name: string, text: string): boolean {
  return name === 'CLAUDE_PROXY_PORT' && text.startsWith('tcp://');
}

/** Reads the variables of the folder's `.env`, or none when there is no such file. */
export function readDotenv(folder: string): Readonly<Record<string, string | undefined>> {
  const path = join(folder, '.env');
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`'${path}' must be a readable file: ${String(error)}`]);
  }
}

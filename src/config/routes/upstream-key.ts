import { readFileSync } from 'node:fs';
import { isApiKey } from '../validators.js';
import type { Checked } from './entry-validation.js';
import type { UpstreamSettings } from './upstream-settings.js';

/** Where keys are looked up by the names of variables. */
export type KeySource = Readonly<Record<string, unknown>>;

/** Looks up the key of an upstream; none for one that wants none. Never repeats what may be a key. */
export function resolveUpstreamKey(
  path: string,
  { apiKeyEnv, apiKeyFile, keyless = false }: UpstreamSettings,
  environment: KeySource,
): Checked<string> {
  const sources = [apiKeyEnv !== undefined, apiKeyFile !== undefined, keyless].filter(Boolean);
  if (sources.length !== 1) return problem(`${path} must have one of apiKeyEnv, apiKeyFile and keyless: true`);
  if (keyless) return { problems: [] };
  if (apiKeyFile !== undefined)
    return readKey(`${path}.apiKeyFile must name a readable file that holds a key`, apiKeyFile);
  return toKey(`${path}.apiKeyEnv must name an environment variable that holds a key`, environment[apiKeyEnv ?? '']);
}

function readKey(requirement: string, file: string): Checked<string> {
  try {
    return toKey(requirement, readFileSync(file, 'utf8'));
  } catch {
    return problem(requirement);
  }
}

function toKey(requirement: string, text: unknown): Checked<string> {
  const value = typeof text === 'string' ? text.trim() : '';
  return isApiKey(value) ? { value, problems: [] } : problem(requirement);
}

const problem = (text: string): Checked<never> => ({ problems: [text] });

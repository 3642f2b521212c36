import { readFileSync } from 'node:fs';
import { isApiKey } from '../validators.js';
import type { ParseResult } from './entry-validation.js';
import type { UpstreamSettings } from './upstream-settings.js';

/** The environment in which `apiKeyEnv` is looked up. */
export type KeySource = Readonly<Record<string, unknown>>;

/** Reads the key of an upstream; no value if it requires none. Messages never contain what could be a key. */
export function resolveUpstreamKey(
  path: string,
  { apiKeyEnv, apiKeyFile, keyless = false }: UpstreamSettings,
  environment: KeySource,
): ParseResult<string> {
  const sources = [apiKeyEnv !== undefined, apiKeyFile !== undefined, keyless].filter(Boolean);
  if (sources.length !== 1)
    return createProblem(`${path} must set exactly one of apiKeyEnv, apiKeyFile and keyless: true`);
  if (keyless) return { problems: [] };
  if (apiKeyFile !== undefined)
    return readKeyFile(`${path}.apiKeyFile must be the path of a readable file that contains a key`, apiKeyFile);
  return parseKey(
    `${path}.apiKeyEnv must be the name of an environment variable that contains a key`,
    environment[apiKeyEnv ?? ''],
  );
}

function readKeyFile(requirement: string, file: string): ParseResult<string> {
  try {
    return parseKey(requirement, readFileSync(file, 'utf8'));
  } catch {
    return createProblem(requirement);
  }
}

function parseKey(requirement: string, text: unknown): ParseResult<string> {
  const value = typeof text === 'string' ? text.trim() : '';
  return isApiKey(value) ? { value, problems: [] } : createProblem(requirement);
}

const createProblem = (text: string): ParseResult<never> => ({ problems: [text] });

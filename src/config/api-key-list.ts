import { readFileSync } from 'node:fs';
import type { RawVariables } from './variable-sources.js';

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

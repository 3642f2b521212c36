// @ts-check
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Returns a folder outside the repository for large files that are downloaded once.
 * @param {string} name
 */
export function cacheFolder(name) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'claude-proxy', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

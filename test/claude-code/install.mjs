// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../demo/cache-folder.mjs';

const version = '2.1.330';

/** Installs Claude Code into the cache folder, once, and names its program. */
export function installClaudeCode() {
  const folder = cacheFolder(`claude-code-${version}`);
  const program = join(folder, `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);
  if (existsSync(program)) return program;
  console.log(`Installing Claude Code ${version} into ${folder} (380 MB, once) …`);
  // Its npm package asks for Node 22; the program inside is native and needs no Node at all.
  const options = ['--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', '--prefix', folder, ...options, `@anthropic-ai/claude-code@${version}`], {
    stdio: 'inherit',
    timeout: 600_000,
  });
  return program;
}

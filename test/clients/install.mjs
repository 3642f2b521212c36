// @ts-check
/** Installs a client into a folder outside the repository, once per set of versions. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../demo/cache-folder.mjs';

/**
 * @typedef {'node' | 'python' | 'go'} Runtime
 *
 * @typedef {object} Client
 * @property {string} name
 * @property {string} title
 * @property {Runtime} runtime
 * @property {Record<string, string>} packages exact versions
 * @property {string} program
 *
 * @typedef {string[]} Command
 */

const programs = fileURLToPath(new URL('programs', import.meta.url));

// Some packages declare a newer Node.js version than they require.
const npmOptions = ['--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** @type {Record<Runtime, (folder: string, packages: [name: string, version: string][]) => Command[]>} */
const installing = {
  node: (folder, packages) => [
    ['npm', 'install', '--prefix', folder, ...npmOptions, ...packages.map(([name, version]) => `${name}@${version}`)],
  ],
  python: (folder, packages) => [
    ['python3', '-m', 'venv', join(folder, 'venv')],
    [join(folder, 'venv/bin/pip'), 'install', '-q', ...packages.map(([name, version]) => `${name}==${version}`)],
  ],
  go: (folder, packages) => [
    ['go', '-C', folder, 'mod', 'init', 'client'],
    ['go', '-C', folder, 'get', ...packages.map(([name, version]) => `${name}@${version}`)],
  ],
};

/** @type {Record<Runtime, (folder: string, program: string) => Command>} */
const running = {
  node: (_folder, program) => [process.execPath, program],
  python: (folder, program) => [join(folder, 'venv/bin/python'), program],
  go: (folder, program) => {
    const binary = join(folder, 'program');
    run(['go', '-C', folder, 'build', '-o', binary, program]);
    return [binary];
  },
};

/**
 * Installs a client unless these versions are present, and returns the command that runs its program.
 * @param {Client} client
 * @returns {{ folder: string, command: Command }}
 */
export function installClient({ name, title, runtime, packages, program }) {
  const folder = cacheFolder(join('clients', name));
  const mark = join(folder, 'installed.json');
  const versions = JSON.stringify(packages);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== versions) {
    console.log(`Installing ${title} into ${folder} …`);
    rmSync(folder, { recursive: true, force: true });
    cacheFolder(join('clients', name));
    for (const command of installing[runtime](folder, Object.entries(packages))) run(command);
    writeFileSync(mark, versions);
  }
  // Modules are resolved from the folder of the importing program.
  cpSync(programs, join(folder, 'programs'), { recursive: true });
  return { folder, command: running[runtime](folder, join(folder, 'programs', program)) };
}

/** @param {Command} command */
function run([program = '', ...programArguments]) {
  execFileSync(program, programArguments, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000 });
}

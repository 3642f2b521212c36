/** Builds dist/ and bundle/ if they are missing or older than a source file. Installs the dependencies first if necessary. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import './ensure-installed.mjs';

const sources = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json'];

/** @param {string} folder */
function newestChange(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return Math.max(...[...files, ...sources].map((file) => statSync(file).mtimeMs));
}

const changed = newestChange('src');
const isUpToDate = ['dist/main.js', 'bundle/dist/main.js'].every(
  (file) => existsSync(file) && statSync(file).mtimeMs >= changed,
);
if (!isUpToDate) {
  console.log('Building …');
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}

// @ts-check
/**
 * Bundles dist/ and its dependencies into a folder that runs without node_modules. The bundle starts in a third of the
 * time, and the image contains nothing else. Lazily loaded modules stay separate files.
 * Usage: node scripts/bundle.mjs [folder]
 */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readManifest, createLicenseText } from './third-party-licenses.mjs';

const folder = process.argv[2] ?? 'bundle';

/** Optional packages that Nest imports only if they are used. */
const absentPackages = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
];

const threads = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.worker.js'),
);

rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['main.js', ...threads].map((name) => join('dist', name)),
  // One flat folder next to a package.json, as in the project, so that paths relative to import.meta.url stay valid.
  outdir: join(folder, 'dist'),
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: absentPackages,
  // Nest and the logger use class names.
  keepNames: true,
  // Globals that CommonJS packages expect.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);",
  },
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  legalComments: 'none',
  minifyWhitespace: true,
  lineLimit: 160,
  metafile: true,
  logLevel: 'warning',
});

// esbuild's __name helper runs whenever a closure is created, which measurably slows down a request (docs/performance.md).
// Keep the names of classes only.
const helper =
  /__name=\(target,\s*value\)=>\s*__defProp\(target,\s*"name",\s*\{\s*value,\s*configurable:\s*true\s*\}\)/;
// The name can contain a line break, because of lineLimit.
const isClass = /__name\(this,\s*("[^"]*")\)/g;
// A single non-ASCII character doubles the memory that V8 needs for a file. esbuild leaves some in regular expressions.
const notAscii = /[^\0-\x7f]/g;
const escapeCharacter = (/** @type {string} */ character) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const files = readdirSync(join(folder, 'dist')).map((file) => join(folder, 'dist', file));
const texts = files.map((file) => readFileSync(file, 'utf8'));
if (!texts.some((text) => helper.test(text)))
  throw new Error('The __name helper of esbuild has changed; update the pattern in scripts/bundle.mjs');
files.forEach((file, index) => {
  const text = texts[index] ?? '';
  const named = text.replace(isClass, 'this.name!==$1&&Object.defineProperty(this,"name",{value:$1})');
  if (named.includes('__name(this')) throw new Error(`A class of ${file} has no name; update the pattern`);
  writeFileSync(file, named.replace(helper, '__name=(target)=>target').replace(notAscii, escapeCharacter));
});

// The API documentation page; Nest resolves it as a package.
const page = 'node_modules/swagger-ui-dist';
cpSync(page, join(folder, page), { recursive: true, filter: (path) => !/\.map$|es-bundle/.test(path) });

const { name, version, license, type, engines } = readManifest('.');
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, license, type, engines }, null, 2));
writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), createLicenseText(Object.keys(metafile.inputs)));

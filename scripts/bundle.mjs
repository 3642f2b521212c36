// @ts-check
/**
 * Makes of dist/ and the packages it uses a folder that runs without node_modules: it starts in a third of the time, and
 * the image needs nothing else. What is loaded lazily stays a file of its own.
 * Usage: node scripts/bundle.mjs [folder]
 */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readManifest, toLicenseText } from './third-party-licenses.mjs';

const folder = process.argv[2] ?? 'bundle';

/** Optional parts of Nest that it looks for only when they are used, which they are not. */
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
  // One flat folder beside a package.json, as in the project: paths relative to import.meta.url stay true.
  outdir: join(folder, 'dist'),
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: absentPackages,
  // Nest and the log call classes by their names.
  keepNames: true,
  // What CommonJS packages expect to find.
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

// esbuild's helper names every closure anew whenever one is made, which shows in the cost of a request: only classes are
// named, in blocks of their own.
const helper =
  /__name=\(target,\s*value\)=>\s*__defProp\(target,\s*"name",\s*\{\s*value,\s*configurable:\s*true\s*\}\)/;
const isClass = /__name\(this,\s*(".*?")\)/g;
// V8 keeps a file at twice its size for a single letter outside ASCII; after esbuild there are some in regular expressions.
const notAscii = /[^\0-\x7f]/g;
const toEscape = (/** @type {string} */ letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
const files = readdirSync(join(folder, 'dist')).map((file) => join(folder, 'dist', file));
const texts = files.map((file) => readFileSync(file, 'utf8'));
if (!texts.some((text) => helper.test(text))) throw new Error('esbuild names functions in another way than it did');
files.forEach((file, index) => {
  const text = texts[index] ?? '';
  const named = text.replace(isClass, 'this.name!==$1&&Object.defineProperty(this,"name",{value:$1})');
  writeFileSync(file, named.replace(helper, '__name=(target)=>target').replace(notAscii, toEscape));
});

// What the page of the API consists of; it is looked up as a package.
const page = 'node_modules/swagger-ui-dist';
cpSync(page, join(folder, page), { recursive: true, filter: (path) => !/\.map$|es-bundle/.test(path) });

const { name, version, license, type, engines } = readManifest('.');
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, license, type, engines }, null, 2));
writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), toLicenseText(Object.keys(metafile.inputs)));

/**
 * Runs the built service under load, with faults of clients and upstream, and compares its resources before and after:
 * `npm run soak -- --minutes 10 --clients 40`, `npm run chaos -- --minutes 2`,
 * `npm run fuzz:requests -- --requests 100000 --seed 42`. `npm run memory -- --heap 256` measures the greatest resident memory
 * under attacks.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @type {import('esbuild').Plugin} */
const withoutJest = {
  name: 'without-jest',
  setup(bundle) {
    bundle.onResolve({ filter: /^@jest\/globals$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    bundle.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export const expect = undefined;' }));
  },
};

const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-soak-'));
const outfile = join(folder, 'soak.mjs');
try {
  await build({
    entryPoints: [process.argv[2] === 'memory' ? 'test/soak/memory.ts' : 'test/soak/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Fixtures are resolved relative to the file that reads them.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('test/support/fixtures.ts')).href) },
    // Shared test code may import expect, which is not used here.
    plugins: [withoutJest],
    // CommonJS packages load Node.js modules with require.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire('${import.meta.url}');` },
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true });
}

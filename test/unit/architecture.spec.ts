import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** From the bottom up: a folder may import from itself and from the entries before it, never from those after it. */
const LAYERS = [
  'version.ts',
  'common',
  'protocol',
  'providers',
  'errors',
  'conversion',
  'config',
  'request-context',
  'auth',
  'lifecycle',
  'http',
  'workers',
  'limits',
  'upstream',
  'routing',
  'models',
  'tokens',
  'execution',
  'messages',
  'observability',
  'health',
  'extensions',
  'openapi',
  'compose-modules.ts',
  'claude-proxy.module.ts',
  'app.module.ts',
  'create-application.ts',
  'index.ts',
  'cli',
  'main.ts',
];
/** Folders of plain TypeScript: no framework, no I/O. */
const PURE = ['common', 'protocol', 'providers', 'errors', 'conversion'];
const FRAMEWORKS = /^(@nestjs|rxjs|undici|axios|fastify|pino|class-|node:(?!crypto$|buffer$|string_decoder$|zlib$))/;
const MAX_LINES = 250;
const MAX_FILES_IN_FOLDER = 20;

const root = join(process.cwd(), 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
const layerOf = (file: string): number => LAYERS.indexOf(file.split('/')[0]);
const resolveImport = (file: string, imported: string): string =>
  relative(root, join(root, dirname(file), imported)).replace(/\.js$/, '.ts');

/** Removes files whose imports are all removed until nothing changes: what remains is part of a cycle or imports one. */
function findCyclicFiles(): string[] {
  const remaining = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => resolveImport(file, name)),
    ]),
  );
  for (let size = -1; size !== remaining.size;) {
    size = remaining.size;
    for (const [file, imports] of remaining) {
      if (!imports.some((imported) => remaining.has(imported))) remaining.delete(file);
    }
  }
  return [...remaining.keys()];
}

describe('the structure of src', () => {
  it('has no cycles: imports point from higher layers to lower ones, and no file imports itself through others', () => {
    const unknown = files.filter((file) => layerOf(file) < 0);
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => resolveImport(file, name))
        .filter((imported) => layerOf(imported) > layerOf(file))
        .map((imported) => `${file} -> ${imported}`),
    );
    // What several upstream APIs share must not know any of them.
    const unshared = files
      .filter((file) => file.startsWith('conversion/shared/'))
      .filter((file) => importsOf(file).some((name) => /(chat-completions|responses|messages)\//.test(name)));
    expect({ unknown, upward, unshared, cyclic: findCyclicFiles() }).toEqual({
      unknown: [],
      upward: [],
      unshared: [],
      cyclic: [],
    });
  });

  it('keeps protocol, providers, errors and conversion free of frameworks and I/O', () => {
    // Services and modules need Nest's decorators only.
    const pure = files.filter((file) => PURE.includes(file.split('/')[0]) && !/\.(service|module)\.ts$/.test(file));
    const impure = pure.flatMap((file) =>
      importsOf(file)
        .filter((name) => FRAMEWORKS.test(name))
        .map((name) => `${file} -> ${name}`),
    );
    expect(impure).toEqual([]);
  });

  it('reads process.env only in config', () => {
    const readers = files.filter((file) => !file.startsWith('config/') && /process\.env/.test(textOf(file)));
    expect(readers).toEqual([]);
  });

  it(`has files of at most ${MAX_LINES} lines, named by their concept`, () => {
    const long = files.filter((file) => textOf(file).split('\n').length > MAX_LINES + 1);
    const misnamed = files.filter((file) => /(^|\/)(to|with|is)-[^/]*$/.test(file));
    expect({ long, misnamed }).toEqual({ long: [], misnamed: [] });
  });

  it(`has at most ${MAX_FILES_IN_FOLDER} files in a folder`, () => {
    const folders = new Map<string, string[]>();
    for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
    const crowded = [...folders].filter(([, inside]) => inside.length > MAX_FILES_IN_FOLDER).map(([folder]) => folder);
    expect(crowded).toEqual([]);
  });
});

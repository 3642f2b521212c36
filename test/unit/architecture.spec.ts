import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** From the bottom up: a file may import from its own layer and from those before it. */
const LAYERS = [
  ['protocol'],
  ['dialects'],
  ['conversion'],
  ['config'],
  [
    'http',
    'auth',
    'upstream',
    'routing',
    'messages',
    'models',
    'health',
    'tokens',
    'logging',
    'limits',
    'workers',
    'metrics',
    'observation',
    'platform',
    'openapi',
    'tracing',
    'draining',
    'version.ts',
  ],
  ['claude-proxy.module.ts', 'app.module.ts', 'create-application.ts', 'index.ts'],
  ['command-line'],
  ['main.ts'],
];
const PURE = ['protocol', 'dialects', 'conversion'];
const FRAMEWORKS = /^(@nestjs|rxjs|undici|axios|fastify|pino|class-|node:(?!crypto$|buffer$))/;

const root = join(process.cwd(), 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
const folderOf = (file: string): string => file.split('/')[0];
const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.includes(folderOf(file)));
const targetOf = (file: string, imported: string): string =>
  relative(root, join(root, dirname(file), imported)).replace(/\.js$/, '.ts');

describe('the structure of src', () => {
  it.each(files)('%s stands in a known layer', (file) => {
    expect(layerOf(file)).toBeGreaterThanOrEqual(0);
  });

  it.each(files)('%s imports nothing from a layer above its own', (file) => {
    const upwards = importsOf(file).filter(
      (name) => name.startsWith('.') && layerOf(targetOf(file, name)) > layerOf(file),
    );
    expect(upwards).toEqual([]);
  });

  it.each(files.filter((file) => PURE.includes(folderOf(file))))('%s is free of frameworks and I/O', (file) => {
    expect(importsOf(file).filter((name) => FRAMEWORKS.test(name))).toEqual([]);
  });

  it.each(files.filter((file) => folderOf(file) !== 'config'))('%s does not read process.env', (file) => {
    expect(textOf(file)).not.toMatch(/process\.env/);
  });

  it.each(files)('%s has at most 250 lines', (file) => {
    expect(textOf(file).split('\n').length).toBeLessThanOrEqual(251);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { version } from '../../src/version.js';

const textOf = (path: string): string => readFileSync(path, 'utf8');
const copied = [...textOf('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
  sources.split(' '),
);

describe('the image', () => {
  it('says which version it is', () => {
    expect(textOf('Dockerfile')).toContain(`org.opencontainers.image.version="${version}"`);
  });

  it('is given every script that the build imports', () => {
    const imported = [...textOf('scripts/bundle.mjs').matchAll(/from '\.\/(.+)'/g)].map(
      ([, name]) => `scripts/${name}`,
    );
    expect(imported).not.toEqual([]);
    expect(copied).toEqual(expect.arrayContaining(imported));
  });

  it.each(copied)('is given %s', (path) => {
    expect(existsSync(path)).toBe(true);
    expect(textOf('.dockerignore').split('\n')).toContain(`!${path}`);
  });
});

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

describe('the installation of dependencies', () => {
  it.each(['Dockerfile', '.ci/run', 'scripts/ensure-installed.mjs'])('runs no scripts of packages: %s', (path) => {
    expect(textOf(path)).toMatch(/(?:npm ci|'ci',) '?--ignore-scripts\b/);
  });

  it('would run only this script of a production dependency', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, LockedPackage> };
    const withScript = Object.entries(packages).filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev);
    // It reports installations of swagger-ui-dist to its authors.
    expect(withScript.map(([path]) => path)).toEqual(['node_modules/@scarf/scarf']);
  });
});

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

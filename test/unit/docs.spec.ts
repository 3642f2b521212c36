import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { areas } from '../support/conformance.js';
import { findForbiddenPhrases } from '../support/forbidden-phrases.js';
import { findAnchors, findLinks, isBroken } from '../support/markdown.js';

const README_LIMIT = 12 * 1024;
/** A path in the repository, in code font and without placeholders. */
const PROJECT_PATH = /`((?:src|test|bench|scripts|schema|helm|examples|docs|demo)\/[^`\s<*#:]*)`/g;

const listFiles = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();

const rootPages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const pages = [...rootPages, ...listFiles('docs', /\.md$/), 'helm/claude-proxy/README.md'];

describe('the documentation', () => {
  it('has a README of at most 12 KB', () => {
    expect(statSync('README.md').size).toBeLessThanOrEqual(README_LIMIT);
  });

  it.each(pages)('contains only links that resolve: %s', (page) => {
    const links = findLinks(readFileSync(page, 'utf8'));
    expect(links.filter((link) => isBroken(page, link))).toEqual([]);
  });

  it('lists every page in its index', () => {
    const index = findLinks(readFileSync('docs/README.md', 'utf8'));
    const own = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(own.filter((name) => !index.includes(name))).toEqual([]);
  });

  it.each(pages.filter((page) => page !== 'docs/conformance.md'))('names only files that exist: %s', (page) => {
    const named = [...readFileSync(page, 'utf8').matchAll(PROJECT_PATH)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('describes every folder of src', () => {
    const described = readFileSync('docs/maintaining.md', 'utf8');
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.filter(({ name }) => !described.includes(`| \`${name}/\` `))).toEqual([]);
  });

  it('contains a runbook for every alert', () => {
    const alerts = readFileSync('helm/claude-proxy/files/alerts.yaml', 'utf8');
    const runbooks = [...alerts.matchAll(/runbook: (\S+)/g)].map(([, link = '']) => link);
    expect(runbooks.length).toBeGreaterThan(0);
    expect(runbooks.filter((link) => isBroken('README.md', link))).toEqual([]);
  });
});

describe('isBroken', () => {
  it.each(['docs/missing.md', 'README.md#missing', '#missing', 'docs/configuration.md#missing'])(
    'reports a link to %s',
    (link) => {
      expect(isBroken('README.md', link)).toBe(true);
    },
  );

  it.each(['docs/configuration.md', '#quick-start', 'docs/configuration.md#api-keys', 'docs'])(
    'accepts a link to %s',
    (link) => {
      expect(isBroken('README.md', link)).toBe(false);
    },
  );

  it('follows the anchors of GitHub', () => {
    const page = '# A `b` & [c](d), E_f\n\n```sh\n# no heading\n```\n\n## Twice\n\n## Twice\n';
    expect([...findAnchors(page)]).toEqual(['a-b--c-e_f', 'twice', 'twice-1']);
  });
});

/** Generated from test titles and fixture names, and declarations. */
const GENERATED = ['docs/conformance.md', 'docs/api-report.d.ts'];

/** Folders with code and configuration whose comments and messages are checked. */
const CHECKED_FOLDERS = ['src', 'demo', 'examples', 'bench', 'helm/claude-proxy', 'scripts', 'test'];

/** Quote the phrases that they forbid. */
const QUOTING = ['test/unit/docs.spec.ts', 'test/support/forbidden-phrases.ts'];

const texts = [
  ...pages,
  'schema/routes.schema.json',
  'routes.example.yaml',
  'docker-compose.yml',
  '.env.example',
  'Dockerfile',
  '.dockerignore',
  '.ci/run',
  'eslint.config.mjs',
].filter((path) => !GENERATED.includes(path));

describe('plain English', () => {
  it.each(texts)('contains no forbidden phrase: %s', (path) => {
    expect(findForbiddenPhrases(readFileSync(path, 'utf8'))).toEqual([]);
  });

  it.each(CHECKED_FOLDERS)('contains no forbidden phrase in %s/', (folder) => {
    // The JSON files of fixtures hold the bytes of clients and providers.
    const files = listFiles(folder, /\.(?:[cm]?[jt]s|json|md|tpl|txt|ya?ml)$/).filter(
      (file) => !QUOTING.includes(file) && !/^test\/fixtures\/.*\.json$/.test(file),
    );
    const findings = files.flatMap((file) =>
      findForbiddenPhrases(readFileSync(file, 'utf8')).map((finding) => `${file}:${finding}`),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  });

  it('contains no forbidden phrase in the conformance rules', () => {
    const rules = areas.flatMap(({ area, rules }) => [area, ...rules.flatMap(({ rule, gap = '' }) => [rule, gap])]);
    expect(findForbiddenPhrases(rules.join('\n'))).toEqual([]);
  });

  it.each([
    'A request that is no request is refused.',
    'The images stand behind all results.',
    'It is served beside the API.',
    'The request is mended and asked again.',
    'It lists the reason why a request was over.',
    'The provider whose ways apply, one a line.',
  ])('reports: %s', (sentence) => {
    expect(findForbiddenPhrases(sentence)).not.toEqual([]);
  });

  it.each([
    'There is no default, and the service runs behind a load balancer.',
    'The limit is no longer checked.',
    'A body that is over the limit is rejected.',
    'The metric claude_proxy_learned_quirks_total has the label `quirk`.',
  ])('accepts: %s', (sentence) => {
    expect(findForbiddenPhrases(sentence)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chartTools } from '../../scripts/chart-tools.mjs';
import { findMutations, mutate, type Mutation } from '../support/chart/mutations.js';

const chart = 'helm/claude-proxy';
const suites = readdirSync(join(chart, 'tests')).filter((name) => name.endsWith('_test.yaml'));

/**
 * Removing every line takes minutes, so the default removes every fortieth line.
 * `npm run test:chart -- units --globals '{"mutateEveryLine":true}'` removes every line.
 */
const stride = 'mutateEveryLine' in globalThis ? 1 : 40;
const mutations = findMutations(chart).filter((_, index) => index % stride === 0);

function snapshotsIn(folder: string): Record<string, string> {
  const snapshots = join(folder, 'tests', '__snapshot__');
  return Object.fromEntries(readdirSync(snapshots).map((name) => [name, readFileSync(join(snapshots, name), 'utf8')]));
}

/** Whether a unit test fails. */
function isDetected(mutation: Mutation): Promise<boolean> {
  const copy = mkdtempSync(join(tmpdir(), 'claude-proxy-mutant-'));
  mutate(chart, copy, mutation);
  return new Promise((resolve) => {
    execFile(chartTools.unittest, ['--failfast', copy], { maxBuffer: 2 ** 26 }, (error) => {
      rmSync(copy, { recursive: true });
      resolve(error !== null);
    });
  });
}

describe('the unit tests of the templates', () => {
  it('pass with exactly the stored snapshots', () => {
    const copy = mkdtempSync(join(tmpdir(), 'claude-proxy-units-'));
    cpSync(chart, copy, { recursive: true });
    const { status, stdout } = spawnSync(chartTools.unittest, ['--strict', copy], { encoding: 'utf8' });
    // helm-unittest writes a missing snapshot instead of failing.
    const written = snapshotsIn(copy);
    rmSync(copy, { recursive: true });
    expect({ status, report: status === 0 ? '' : stdout }).toEqual({ status: 0, report: '' });
    expect(written).toEqual(snapshotsIn(chart));
  });

  it('contain at least 80 assertions', () => {
    const assertions = suites.flatMap((suite) => {
      const { tests } = parse(readFileSync(join(chart, 'tests', suite), 'utf8')) as { tests: { asserts: unknown[] }[] };
      return tests.flatMap(({ asserts }) => asserts);
    });
    expect(assertions.length).toBeGreaterThanOrEqual(80);
  });

  it('cover every template', () => {
    const asserted = suites.map((suite) => readFileSync(join(chart, 'tests', suite), 'utf8')).join('\n');
    const templates = [...new Set(findMutations(chart).map(({ file }) => file))].filter((file) => !file.includes('/_'));
    expect(templates.filter((file) => !asserted.includes(file))).toEqual([]);
  });

  it.each(mutations)('fail without line $line of $file: $text', async (mutation) => {
    expect(await isDetected(mutation)).toBe(true);
  });
});

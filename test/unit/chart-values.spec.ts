import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { stringify } from 'yaml';
import { toConfigurationValues, toVariableNames } from '../../scripts/chart/to-configuration-values.js';
import { toValuesSchema } from '../../scripts/chart/to-values-schema.js';
import { withValuesTables } from '../../scripts/chart/to-values-tables.js';
import { toValuesYaml } from '../../scripts/chart/to-values-yaml.js';
import { toChapters } from '../../scripts/chart/values/index.js';
import { variables } from '../../src/config/variables.js';

const inChart = (path: string): URL => new URL(`../../helm/claude-proxy/${path}`, import.meta.url);
const chapters = toChapters(toConfigurationValues(variables));

/** `npm run docs:variables` sets this: the files are then written rather than compared. */
const isAccepting = 'acceptVariables' in globalThis;

function expectFile(path: string, expected: string): void {
  if (isAccepting) writeFileSync(inChart(path), expected);
  expect(readFileSync(inChart(path), 'utf8')).toBe(expected);
}

describe('the files of the Helm chart that are written from the tables of values and variables', () => {
  it('values.yaml', () => {
    expectFile('values.yaml', toValuesYaml(chapters));
  });

  it('values.schema.json', () => {
    expectFile('values.schema.json', toValuesSchema(chapters));
  });

  it('files/variables.yaml, which says which variable stands behind a value', () => {
    expectFile('files/variables.yaml', stringify(toVariableNames(variables)));
  });

  it('the tables in README.md', async () => {
    const written = withValuesTables(readFileSync(inChart('README.md'), 'utf8'), chapters);
    expectFile('README.md', await format(written, { parser: 'markdown' }));
  });
});

import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { Environment } from '../../../src/config/environment.js';
import { variables } from '../../../src/config/variables/variables.js';
import { formatEnvExample, replaceComposeVariables, replaceVariablesTable } from '../../support/variable-docs.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

/** Set by `npm run docs:variables`: the documents are written instead of compared. */
const isAccepting = 'acceptVariables' in globalThis;

function expectDocument(path: string, expected: string): void {
  if (isAccepting) writeFileSync(inProject(path), expected);
  expect(readFileSync(inProject(path), 'utf8')).toBe(expected);
}

describe('the list of variables', () => {
  it('contains the properties of the environment class and their defaults', () => {
    const own = variables.filter(({ isExternal }) => !isExternal);
    const defaults = Object.entries(new Environment()).filter(([, value]) => value !== undefined);
    expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(new Environment()).sort());
    expect(
      Object.fromEntries(own.filter((variable) => variable.default).map((own) => [own.name, own.default])),
    ).toEqual(Object.fromEntries(defaults.map(([name, value]) => [name, String(value)])));
  });

  it('matches .env.example', () => {
    expectDocument('.env.example', formatEnvExample(variables));
  });

  it('matches docs/configuration.md', () => {
    const page = readFileSync(inProject('docs/configuration.md'), 'utf8');
    expectDocument('docs/configuration.md', replaceVariablesTable(page, variables));
  });

  it('matches the variables that docker-compose.yml passes on', () => {
    const file = readFileSync(inProject('docker-compose.yml'), 'utf8');
    expectDocument('docker-compose.yml', replaceComposeVariables(file, variables));
  });
});

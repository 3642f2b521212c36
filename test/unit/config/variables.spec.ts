import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { Environment } from '../../../src/config/environment.js';
import { variables } from '../../../src/config/variables.js';
import { toEnvExample, withComposeVariables, withVariablesTable } from '../../support/variable-docs.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

/** `npm run docs:variables` sets this: the documents are then written rather than compared. */
const isAccepting = 'acceptVariables' in globalThis;

function expectDocument(path: string, expected: string): void {
  if (isAccepting) writeFileSync(inProject(path), expected);
  expect(readFileSync(inProject(path), 'utf8')).toBe(expected);
}

describe('the table of variables', () => {
  it('holds the properties of the environment class, and their defaults', () => {
    const own = variables.filter(({ isExternal }) => !isExternal);
    const defaults = Object.entries(new Environment()).filter(([, value]) => value !== undefined);
    expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(new Environment()).sort());
    expect(
      Object.fromEntries(own.filter((variable) => variable.default).map((own) => [own.name, own.default])),
    ).toEqual(Object.fromEntries(defaults.map(([name, value]) => [name, String(value)])));
  });

  it('is what .env.example shows', () => {
    expectDocument('.env.example', toEnvExample(variables));
  });

  it('is what the README shows', () => {
    expectDocument('README.md', withVariablesTable(readFileSync(inProject('README.md'), 'utf8'), variables));
  });

  it('is what docker-compose.yml hands on', () => {
    const file = readFileSync(inProject('docker-compose.yml'), 'utf8');
    expectDocument('docker-compose.yml', withComposeVariables(file, variables));
  });
});

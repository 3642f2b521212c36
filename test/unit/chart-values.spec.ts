import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import { parse } from 'yaml';
import { withValuesTables } from '../../scripts/chart-docs.mjs';
import { validateEnvironment } from '../../src/config/configuration.js';
import { variables } from '../../src/config/variables/variables.js';
import { chartValues, readChartFile, valuesUnder, variableIn, variableNameOf } from '../support/chart/values.js';

interface Schema {
  readonly $ref?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

/** The chart does not offer these: keys come from Secrets, and the last one has no effect. */
const notExposed = ['OPENAI_API_KEY_FILE', 'CLAUDE_PROXY_AUTH_KEY_FILE', 'CLAUDE_PROXY_MAX_TOKENS_LIMIT'];
/** The chart drains for longer than the proxy does by default, because a Deployment replaces pods one by one. */
const ownDefaults = ['CLAUDE_PROXY_SHUTDOWN_DELAY', 'CLAUDE_PROXY_DRAIN_TIMEOUT'];

const source = readChartFile('values.yaml');
const schema = JSON.parse(readChartFile('values.schema.json')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};
const ajv = new Ajv({ strict: false, allErrors: true });
const documented = new Set(chartValues.map(({ path }) => path));
const config = valuesUnder('config');
const exposed = variables.filter(({ name }) => !notExposed.includes(name));
const configVariables = exposed.filter(({ name }) => [...config.keys()].map(variableNameOf).includes(name));

function resolve({ $ref, ...own }: Schema): Schema {
  return $ref === undefined ? own : (schema.definitions[$ref.replace('#/definitions/', '')] ?? {});
}

/** The paths of the values that a schema allows; a documented value counts as one, even if it is an object. */
function pathsIn(section: Schema, prefix = ''): string[] {
  return Object.entries(section.properties ?? {}).flatMap(([key, property]) => {
    const path = `${prefix}${key}`;
    const resolved = resolve(property);
    return documented.has(path) || !resolved.properties ? [path] : pathsIn(resolved, `${path}.`);
  });
}

/** The schemas that list the keys of an object, at any depth. */
function objectsIn(section: Schema): Schema[] {
  const nested = [...Object.values(section.properties ?? {}), ...(section.items ? [section.items] : [])];
  return [...(section.properties ? [section] : []), ...nested.flatMap(objectsIn)];
}

function undocumentedIn(values: object, prefix = ''): string[] {
  return Object.entries(values).flatMap(([key, value]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    if (documented.has(path)) return [];
    return typeof value === 'object' && value !== null ? undocumentedIn(value, `${path}.`) : [path];
  });
}

function configSchema(name: string): Schema {
  const properties = resolve(schema.properties?.['config'] ?? {}).properties ?? {};
  const [, found = {}] = Object.entries(properties).find(([key]) => variableNameOf(key) === name) ?? [];
  return resolve(found);
}

function isAcceptedByTheService(name: string, value: number): boolean {
  try {
    validateEnvironment({ [name]: String(value) });
    return true;
  } catch {
    return false;
  }
}

describe('values.yaml', () => {
  it('describes every value', () => {
    expect(undocumentedIn(parse(source) as object)).toEqual([]);
    expect(chartValues.filter(({ description }) => !description.endsWith('.'))).toEqual([]);
  });

  it('has exactly the values of the schema', () => {
    expect(pathsIn(schema).sort()).toEqual([...documented].sort());
  });

  it('satisfies the schema, as it is and with every commented value set', () => {
    const uncommented = source.replace(/^( *)# (?=[a-z]\w*: )/gm, '$1');
    const validate = ajv.compile(schema as AnySchema);
    const errors = [source, uncommented].map((values) => (validate(parse(values)) ? [] : validate.errors));
    expect(errors).toEqual([[], []]);
    expect(Object.keys((parse(uncommented) as { config: object }).config)).toEqual([...config.keys()]);
  });

  it('is what the tables in README.md show; run `npm run docs:chart` if not', () => {
    expect(readChartFile('README.md')).toBe(withValuesTables(readChartFile('README.md'), chartValues));
  });
});

describe('the schema of the chart', () => {
  it('rejects unknown keys in every object whose keys it lists', () => {
    const objects = [schema, ...Object.values(schema.definitions)].flatMap(objectsIn);
    expect(objects.length).toBeGreaterThan(50);
    expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([]);
  });
});

describe('the chart and the environment variables of the service', () => {
  it('offer each variable as exactly one value', () => {
    const offered = chartValues.flatMap((value) => variableIn(value) ?? []);
    expect(offered.sort()).toEqual(exposed.map(({ name }) => name).sort());
  });

  it.each(['config', 'secrets.keys', 'secrets.values'])('derive the names in %s from the variables', (prefix) => {
    for (const [key, { description }] of valuesUnder(prefix)) {
      expect(`${key}: ${description}`).toContain(`\`${variableNameOf(key)}\``);
    }
  });

  it('keep secrets out of config', () => {
    const secrets = exposed.filter(({ name, isSecret }) => isSecret && !/^HTTPS?_PROXY$/.test(name));
    for (const prefix of ['secrets.keys', 'secrets.values']) {
      expect([...valuesUnder(prefix).keys()].map(variableNameOf)).toEqual(secrets.map(({ name }) => name));
    }
    expect(configVariables.filter(({ isSecret }) => isSecret)).toEqual([]);
  });

  it('agree on defaults', () => {
    const shown = chartValues.flatMap((value) => {
      const name = variableIn(value);
      const isDefault = value.value !== '' && !/not set by default/i.test(value.description);
      return name === undefined || ownDefaults.includes(name) || !isDefault ? [] : [[name, String(value.value)]];
    });
    const defaults = exposed.flatMap(({ name, default: value }) =>
      value === undefined || ownDefaults.includes(name) ? [] : [[name, value]],
    );
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(defaults));
  });

  it.each(configVariables.filter(({ choices }) => choices))(
    'agree on the choices of $name',
    ({ name, choices = [] }) => {
      const value = chartValues.find((candidate) => variableIn(candidate) === name);
      if (typeof value?.value === 'boolean') return expect(choices).toEqual(['true', 'false']);
      expect(configSchema(name).enum).toEqual(choices);
      expect(choices.filter((choice) => !value?.description.includes(`\`${choice}\``))).toEqual([]);
    },
  );

  /** The container port is named in other objects and cannot be chosen by the system. */
  const numbers = configVariables.filter(({ name, kind }) => /integer|number/.test(kind) && !name.endsWith('_PORT'));

  it.each(numbers)('agree on the numbers that $name accepts', ({ name }) => {
    for (const value of [-1, 0, 0.5, 1]) {
      const isAccepted = ajv.validate(configSchema(name) as AnySchema, value);
      expect({ value, isAccepted }).toEqual({ value, isAccepted: isAcceptedByTheService(name, value) });
    }
  });
});

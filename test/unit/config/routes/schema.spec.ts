import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { getMetadataStorage } from 'class-validator';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ModelSettings } from '../../../../src/config/routes/model-overrides.js';
import { readRoutesFile } from '../../../../src/config/routes/routes-file.js';
import { RouteSettings, TargetSettings } from '../../../../src/config/routes/route-entries.js';
import { UpstreamSettings } from '../../../../src/config/routes/upstream-entries.js';
import { providerNames } from '../../../../src/providers/registry.js';

interface Part {
  readonly properties: Record<string, { readonly enum?: readonly (string | null)[]; readonly description?: string }>;
}

const schema = JSON.parse(readFileSync('schema/routes.schema.json', 'utf8')) as { $defs: Record<string, Part> };
const isValid = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile(schema);
const upstream = 'baseUrl: https://a.example/v1, keyless: true';

describe('the schema of the routes file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-schema-'));
    writeFileSync(join(folder, 'key'), 'sk-file\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the service itself says. */
  const isAccepted = (text: string): boolean => {
    const path = join(folder, 'routes.yaml');
    writeFileSync(path, text);
    return readRoutesFile({ CLAUDE_PROXY_ROUTES_FILE: path, SOME_KEY: 'sk-env' }).problems.length === 0;
  };

  it.each([
    ['upstream', UpstreamSettings],
    ['route', RouteSettings],
    ['fallback', TargetSettings],
    ['model', ModelSettings],
  ])('describes the settings of each %s that are checked', (name, settings) => {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
    const checked = new Set(metadata.map(({ propertyName }) => propertyName));
    const described = Object.entries(schema.$defs[name].properties);
    expect(described.map(([property]) => property).sort()).toEqual([...checked].sort());
    expect(described.filter(([, { description }]) => !description)).toEqual([]);
  });

  it('contains every provider', () => {
    expect(schema.$defs['upstream'].properties['provider'].enum).toEqual([...providerNames, null]);
  });

  it.each([
    '',
    'models:',
    'upstreams: {}',
    `upstreams: { a: { ${upstream} } }`,
    'upstreams: { a.b-1_C: { baseUrl: "http://localhost:1?x=1", apiKeyEnv: SOME_KEY, keyless: false } }',
    `upstreams: { a: { ${upstream}, headers: { X-A: b }, extraBody: { a: { b: [1] } }, timeout: 0.5, maxConcurrency: 1 } }`,
    `upstreams: { a: { ${upstream}, provider: vllm, models: { "*": { images: false } }, headers: } }`,
    `upstreams: { a: { ${upstream} } }\nroutes: { "*": { upstream: a, model: m, fallbacks: [{ upstream: default }] } }`,
    'routes: { a: , b: {}, c: { model: "@same", maxEffort: none, maxOutputTokens: 5, fallbacks: } }',
    'models: { a: , 7: { contextWindow: 5, scaleUsage: true, efforts: [], thinkTags: on, systemTurns: merge } }',
  ])('takes what the service takes: %s', (text) => {
    expect(isAccepted(text)).toBe(true);
    expect(isValid(parse(text))).toBe(true);
  });

  it.each([
    '[]',
    'upstream: {}',
    'upstreams: []',
    'upstreams: { a: }',
    'upstreams: { a: { keyless: true } }',
    'upstreams: { a: { baseUrl: ftp://a.example, keyless: true } }',
    'upstreams: { a: { baseUrl: "https://me:secret@a.example", keyless: true } }',
    'upstreams: { a: { baseUrl: "https://a.example/v1" } }',
    'upstreams: { a: { baseUrl: "https://a.example/v1", keyless: false } }',
    'upstreams: { a: { baseUrl: "https://a.example/v1", apiKey: sk-inline } }',
    'upstreams: { a: { baseUrl: "https://a.example/v1", apiKeyEnv: sk-pasted } }',
    `upstreams: { a: { ${upstream}, apiKeyEnv: SOME_KEY } }`,
    `upstreams: { default: { ${upstream} } }`,
    `upstreams: { "a b": { ${upstream} } }`,
    ...['provider: other', 'headers: []', 'headers: { a: 1 }', 'headers: { Content-Length: "1" }', 'extraBody: []'].map(
      (setting) => `upstreams: { a: { ${upstream}, ${setting} } }`,
    ),
    ...['extraBody: { model: m }', 'timeout: 0', 'timeout: "1"', 'maxConcurrency: 0.5', 'models: []', 'route: a'].map(
      (setting) => `upstreams: { a: { ${upstream}, ${setting} } }`,
    ),
    'routes: []',
    'routes: { a: 1 }',
    ...['upstream: 1', 'upstream: ""', 'model: 1', 'model: " "', 'model: "@huge"', 'maxOutputTokens: 0'].map(
      (setting) => `routes: { a: { ${setting} } }`,
    ),
    ...['maxEffort: minimal', 'fallbacks: {}', 'fallbacks: [a]', 'fallbacks: [{ model: 1 }]', 'when: x'].map(
      (setting) => `routes: { a: { ${setting} } }`,
    ),
    'routes: { a: { fallbacks: [{ maxEffort: low }] } }',
    ...['scaleUsage: true', 'efforts: [low, low]', 'efforts: [loud]', 'images: no', 'contextWindow: -1', 'x: 1'].map(
      (setting) => `models: { a: { ${setting} } }`,
    ),
  ])('refuses what the service refuses: %s', (text) => {
    expect(isAccepted(text)).toBe(false);
    expect(isValid(parse(text))).toBe(false);
  });

  it('accepts the example', () => {
    expect(isValid(parse(readFileSync('routes.example.yaml', 'utf8')))).toBe(true);
  });
});

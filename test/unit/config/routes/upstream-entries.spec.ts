import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRoutesFile, type RoutesFile } from '../../../../src/config/routes/routes-file.js';

const environment = { WEST_KEY: ' sk-west\n', EMPTY_KEY: ' ', BAD_KEY: 'two words' };

describe('the upstreams and routes of a routes file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-upstreams-'));
    writeFileSync(join(folder, 'key'), 'sk-file\n');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function read(text: string): RoutesFile {
    const path = join(folder, 'routes.yaml');
    writeFileSync(path, text);
    return readRoutesFile({ ...environment, CLAUDE_PROXY_ROUTES_FILE: path });
  }
  const problemsOf = (text: string): string[] =>
    read(text).problems.map((problem) => problem.replace(/^CLAUDE_PROXY_ROUTES_FILE: /, ''));
  const problemsOfUpstream = (...lines: string[]): string[] =>
    problemsOf(`upstreams:\n  a:\n${lines.map((line) => `    ${line}\n`).join('')}`);
  const baseUrl = 'baseUrl: https://a.example/v1';

  it('reads upstreams, with their keys', () => {
    const { content, problems } = read(`
upstreams:
  west:
    baseUrl: https://west.example/v1?version=1
    apiKeyEnv: WEST_KEY
    provider: azure
    headers: { X-Team: blue }
    extraBody: { user: me, provider: { order: [a, b] }, seed: 7 }
    timeout: 1.5
    maxConcurrency: 4
    models:
      "*": { images: false }
  file: { baseUrl: "http://file.example", apiKeyFile: "${join(folder, 'key')}" }
  none: { baseUrl: "http://none.example", keyless: true }
`);
    expect(problems).toEqual([]);
    expect(content.upstreams).toEqual([
      {
        name: 'west',
        baseUrl: new URL('https://west.example/v1?version=1'),
        apiKey: 'sk-west',
        provider: 'azure',
        headers: { 'x-team': 'blue' },
        extraBody: { user: 'me', provider: { order: ['a', 'b'] }, seed: 7 },
        timeoutMs: 1_500,
        maxConcurrency: 4,
        modelOverrides: [{ pattern: '*', overrides: { images: false } }],
      },
      {
        name: 'file',
        baseUrl: new URL('http://file.example'),
        apiKey: 'sk-file',
        headers: {},
        extraBody: {},
        modelOverrides: [],
      },
      { name: 'none', baseUrl: new URL('http://none.example'), headers: {}, extraBody: {}, modelOverrides: [] },
    ]);
  });

  it('reads routes with their fallbacks, in the order of the file', () => {
    const { content, problems } = read(`
upstreams: { b: { baseUrl: "http://b.example", keyless: true } }
routes:
  claude-opus-*:
    upstream: b
    model: big
    maxOutputTokens: 100
    maxEffort: medium
    fallbacks: [{ upstream: default }, { upstream: b, model: small }]
  1:
  "*": { upstream: b, fallbacks: [{ upstream: default }] }
`);
    expect(problems).toEqual([]);
    expect(content.routes).toEqual([
      {
        pattern: 'claude-opus-*',
        targets: [
          { upstream: 'b', model: 'big' },
          { upstream: 'default', model: 'big' },
          { upstream: 'b', model: 'small' },
        ],
        maxOutputTokens: 100,
        maxEffort: 'medium',
      },
      { pattern: '1', targets: [{ upstream: 'default' }] },
      { pattern: '*', targets: [{ upstream: 'b' }, { upstream: 'default' }] },
    ]);
  });

  const keyless = 'keyless: true';
  it.each([
    [[keyless], 'baseUrl must be an http:// or https:// URL without a user name, password or fragment'],
    [['baseUrl: "https://me:hush@a.example"', keyless], 'baseUrl must be an http:// or https:// URL'],
    [[baseUrl, keyless, 'provider: other'], 'provider must be one of openai, azure'],
    [[baseUrl, keyless, 'headers: { a: 1 }'], 'headers must map header names to strings'],
    [[baseUrl, keyless, 'headers: { "a b": c }'], 'headers must map header names to strings'],
    [[baseUrl, keyless, 'headers: { Content-Length: "1" }'], 'headers must map header names to strings'],
    [[baseUrl, keyless, 'extraBody: { messages: [] }'], 'extraBody must contain request fields other than model'],
    [[baseUrl, keyless, 'timeout: 0'], 'timeout must be a number of seconds above 0 and at most 86400, got 0'],
    [[baseUrl, keyless, 'maxConcurrency: -1'], 'maxConcurrency must be a whole number above 0, got -1'],
    [[baseUrl, keyless, 'models: { m: { images: 1 } }'], 'models.m.images must be true or false, got 1'],
    [[baseUrl, keyless, 'models: m'], 'models must be a mapping of model names to settings'],
    [[baseUrl, 'apiKey: sk-inline'], 'apiKey is not a known setting'],
    [[baseUrl, 'apiKeyEnv: sk-pasted'], 'apiKeyEnv must be the name of an environment variable'],
    [[baseUrl, 'apiKeyEnv: NO_KEY'], 'apiKeyEnv must be the name of an environment variable that contains a key'],
    [[baseUrl, 'apiKeyEnv: EMPTY_KEY'], 'apiKeyEnv must be the name of an environment variable that contains a key'],
    [[baseUrl, 'apiKeyEnv: BAD_KEY'], 'apiKeyEnv must be the name of an environment variable that contains a key'],
    [[baseUrl, 'apiKeyFile: ./sk-pasted'], 'apiKeyFile must be the path of a readable file that contains a key'],
  ])('finds fault with an upstream that has %j', (lines, problem) => {
    const problems = problemsOfUpstream(...lines);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^upstreams\\.a\\.`))]);
    expect(problems[0]).toContain(`upstreams.a.${problem}`);
    expect(problems[0]).not.toMatch(/hush|sk-|two words/);
  });

  it.each([[[]], [['apiKeyEnv: WEST_KEY', 'keyless: true']], [['keyless: false']]])(
    'requires exactly one source of the key, or keyless: %j',
    (lines) => {
      expect(problemsOfUpstream(baseUrl, ...lines)).toEqual([
        'upstreams.a must set exactly one of apiKeyEnv, apiKeyFile and keyless: true',
      ]);
    },
  );

  it('does not accept an empty key file', () => {
    expect(problemsOfUpstream(baseUrl, `apiKeyFile: "${join(folder, 'empty')}"`)).toEqual([
      'upstreams.a.apiKeyFile must be the path of a readable file that contains a key',
    ]);
  });

  it.each([
    ['upstreams: a', 'upstreams must be a mapping of upstream names to settings'],
    ['upstreams: { a: b }', 'upstreams.a must be a mapping of settings'],
    [
      `upstreams: { default: { ${baseUrl}, keyless: true } }`,
      'upstreams.default is reserved for the upstream of OPENAI_BASE_URL',
    ],
    [`upstreams: { "a b": { ${baseUrl}, keyless: true } }`, 'upstreams.a b must have a name of letters, digits'],
    ['routes: a', 'routes must be a mapping of model names to settings'],
    ['routes: { a: b }', 'routes.a must be a mapping of settings'],
    ['routes: { a: { upstream: b } }', 'routes.a.upstream must be one of default, got "b"'],
    ['routes: { a: { upstream: 1 } }', 'routes.a.upstream must be a name, got 1'],
    ['routes: { a: { model: "@huge" } }', 'routes.a.model must be the name of a model, or one of @big, @small, @same'],
    ['routes: { a: { maxEffort: minimal } }', 'routes.a.maxEffort must be one of none, low, medium, high, xhigh, max'],
    ['routes: { a: { fallbacks: b } }', 'routes.a.fallbacks must be a list of upstreams and models'],
    ['routes: { a: { fallbacks: [b] } }', 'routes.a.fallbacks.0 must be a mapping of settings'],
    ['routes: { a: { fallbacks: [{}, { upstream: b }] } }', 'routes.a.fallbacks.1.upstream must be one of default'],
    ['routes: { a: { fallbacks: [{ maxEffort: low }] } }', 'routes.a.fallbacks.0.maxEffort is not a known setting'],
  ])('finds fault with %s', (text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('reports all problems at once', () => {
    expect(
      problemsOf(`
upstreams:
  a: { timeout: never, colour: red }
  b: { ${baseUrl}, keyless: true }
routes:
  x: { upstream: a, fallbacks: [{ upstream: c }], maxOutputTokens: 0 }
models:
  m: { images: 1 }
`),
    ).toEqual([
      'upstreams.a.colour is not a known setting',
      expect.stringMatching(/^upstreams\.a\.baseUrl must be an http/),
      expect.stringMatching(/^upstreams\.a\.timeout must be a number of seconds .*, got "never"$/),
      'routes.x.maxOutputTokens must be a whole number above 0, got 0',
      'routes.x.fallbacks.0.upstream must be one of default, a, b, got "c"',
      'models.m.images must be true or false, got 1',
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRoutesFile, type Routes, type RoutesFile } from '../../../../src/config/routes/routes-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-proxy-routes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string, environment: Record<string, string> = {}): Routes & Pick<RoutesFile, 'problems'> {
  const path = join(folder, 'routes.yaml');
  writeFileSync(path, text);
  const { content, problems } = readRoutesFile({ CLAUDE_PROXY_ROUTES_FILE: path, ...environment });
  return { ...content, problems };
}

const patternsOf = ({ modelOverrides }: Routes): string[] => modelOverrides.map(({ pattern }) => pattern);

describe('readRoutesFile', () => {
  it('is empty without a file', () => {
    expect(readRoutesFile({})).toEqual({ content: { modelOverrides: [], upstreams: [], routes: [] }, problems: [] });
  });

  it('reads what is said of models, in the order of the file', () => {
    const routes = read(`
models:
  qwen3-*:
    maxOutputTokens: 8192
    contextWindow: 131072
    scaleUsage: true
    efforts: [low, high]
    thinkTags: on
    explicitCache: false
    systemTurns: merge
    reasoningReplay: reasoning_content
    images: false
    documents: false
  "7b":
    maxOutputTokens: 512
  "*":
    # nothing yet
`);
    expect(routes.problems).toEqual([]);
    expect(patternsOf(routes)).toEqual(['qwen3-*', '7b', '*']);
    expect(routes.modelOverrides[0].overrides).toMatchObject({
      maxOutputTokens: 8192,
      contextWindow: 131_072,
      scaleUsage: true,
      efforts: ['low', 'high'],
      thinkTags: 'on',
      explicitCache: false,
      systemTurns: 'merge',
      reasoningReplay: 'reasoning_content',
      images: false,
      documents: false,
    });
  });

  it('keeps the order of names that look like numbers', () => {
    expect(patternsOf(read('models: { z: {}, 7: {}, 1: {} }'))).toEqual(['z', '7', '1']);
  });

  it.each([
    ['an empty file', ''],
    ['a file of comments', '# models:\n'],
    ['no model', 'models:\n'],
    ['a model without settings', 'models:\n  gpt-4o:\n'],
    ['a setting without a value', 'models:\n  gpt-4o:\n    maxOutputTokens:\n'],
  ])('takes %s', (_, text) => {
    const { problems, modelOverrides } = read(text);
    expect(problems).toEqual([]);
    expect(modelOverrides.map(({ overrides }) => overrides.maxOutputTokens)).toEqual(
      modelOverrides.map(() => undefined),
    );
  });

  it.each([
    ['maxOutputTokens: many', 'maxOutputTokens must be a whole number above 0, got "many"'],
    ['maxOutputTokens: 0', 'maxOutputTokens must be a whole number above 0, got 0'],
    ['maxOutputTokens: "16"', 'maxOutputTokens must be a whole number above 0, got "16"'],
    ['contextWindow: -1', 'contextWindow must be a whole number above 0, got -1'],
    ['scaleUsage: true', 'scaleUsage must be used with contextWindow, got true'],
    ['efforts: high', 'efforts must be a list of none, minimal, low, medium, high, xhigh, max, got "high"'],
    ['efforts: [loud]', 'efforts must be a list of none, minimal, low, medium, high, xhigh, max, got ["loud"]'],
    [
      'efforts: [low, low]',
      'efforts must be a list of none, minimal, low, medium, high, xhigh, max, got ["low","low"]',
    ],
    ['thinkTags: yes', 'thinkTags must be one of auto, on, off, got "yes"'],
    ['explicitCache: 1', 'explicitCache must be true or false, got 1'],
    ['systemTurns: developer', 'systemTurns must be one of inline, user, merge, reject, got "developer"'],
    ['images: no', 'images must be true or false, got "no"'],
    ['maxTokens: 1', 'maxTokens is not a known setting'],
  ])('finds fault with %s', (setting, problem) => {
    expect(read(`models:\n  gpt-4o:\n    ${setting}\n`).problems).toEqual([
      `CLAUDE_PROXY_ROUTES_FILE: models.gpt-4o.${problem}`,
    ]);
  });

  it('reports all problems at once', () => {
    const { problems } = read('model: {}\nmodels:\n  a: 1\n  b: { images: 1, documents: 1 }\n');
    expect(problems).toEqual([
      'CLAUDE_PROXY_ROUTES_FILE: model is not a known setting',
      'CLAUDE_PROXY_ROUTES_FILE: models.a must be a mapping of settings',
      'CLAUDE_PROXY_ROUTES_FILE: models.b.images must be true or false, got 1',
      'CLAUDE_PROXY_ROUTES_FILE: models.b.documents must be true or false, got 1',
    ]);
  });

  it.each([
    ['text', 'CLAUDE_PROXY_ROUTES_FILE must contain upstreams, routes or models'],
    ['models: gpt-4o', 'CLAUDE_PROXY_ROUTES_FILE: models must be a mapping of model names to settings'],
  ])('says what %s lacks', (text, problem) => {
    expect(read(text).problems).toEqual([problem]);
  });

  it.each([
    ['a missing file', undefined, /must be the path of a readable YAML file: Error: ENOENT/],
    ['broken YAML', 'models: [1\n', /must be the path of a readable YAML file: .* at line 2, column 1$/],
    ['a name that comes twice', 'models:\n  a: {}\n  a: {}\n', /Map keys must be unique at line 3, column 3$/],
    ['a bare asterisk', 'models:\n  *: {}\n', /must be the path of a readable YAML file/],
  ])('names %s', (_, text, problem) => {
    const { problems } =
      text === undefined ? readRoutesFile({ CLAUDE_PROXY_ROUTES_FILE: join(folder, 'none.yaml') }) : read(text);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});

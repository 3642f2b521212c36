import { describe, expect, it } from '@jest/globals';
import type { RouteOptions } from '../../../src/config/routes/route-entries.js';
import { parseModelMap } from '../../../src/config/variables/variable-parsers.js';
import { ModelCatalog } from '../../../src/models/model-catalog.service.js';
import { testOptions } from '../../support/options.js';
import { aRouter } from '../../support/routing.js';

const claudeIds = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-2'];
const modelsOf = (map: string, ...routes: RouteOptions[]) => {
  const options = { modelMap: parseModelMap(map) ?? [], routes };
  return new ModelCatalog(testOptions(options), aRouter(options)).models;
};
const idsOf = (map: string, ...routes: RouteOptions[]) => modelsOf(map, ...routes).map(({ id }) => id);

describe('ModelCatalog', () => {
  it('lists the Claude models, each with its line', () => {
    expect(idsOf('')).toEqual(claudeIds);
    expect(modelsOf('').map(({ line }) => line)).toEqual(['opus', 'sonnet', 'haiku', 'fable']);
  });

  it('adds the names of the map, once each, but no wildcard', () => {
    expect(idsOf('fast=@small,qwen*=@same,fast=@big')).toEqual([...claudeIds, 'fast']);
    expect(modelsOf('fast=@small').at(-1)).toMatchObject({ display_name: 'fast', line: null });
  });

  it('keeps the display name of a Claude model that the map names', () => {
    expect(modelsOf('claude-opus-5-5=gpt-x')[0]).toMatchObject({ display_name: 'Claude Opus 5.5', line: 'opus' });
  });

  it('lists nothing that would be rejected', () => {
    expect(idsOf('claude-fable*=@reject,old=@reject,claude-haiku-5-5=@reject')).toEqual(claudeIds.slice(0, 2));
    expect(idsOf('claude-opus-5-5=@big,claude*=@reject')).toEqual(['claude-opus-5-5']);
  });

  it('adds the names of routes, once each, and leaves out what they reject', () => {
    const route = (pattern: string, model: string): RouteOptions => ({
      pattern,
      targets: [{ upstream: 'default', model }],
    });
    expect(idsOf('fast=@small', route('fast', 'a'), route('team-*', 'b'), route('deep', 'c'))).toEqual([
      ...claudeIds,
      'fast',
      'deep',
    ]);
    expect(idsOf('old=@big', route('old', '@reject'))).toEqual(claudeIds);
  });
});

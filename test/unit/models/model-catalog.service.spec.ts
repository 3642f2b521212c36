import { describe, expect, it } from '@jest/globals';
import { toModelMap } from '../../../src/config/to-model-map.js';
import { ModelCatalog } from '../../../src/models/model-catalog.service.js';
import { testOptions } from '../../support/options.js';

const claudeIds = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-2'];
const modelsOf = (map: string) => new ModelCatalog(testOptions({ modelMap: toModelMap(map) ?? [] })).models;
const idsOf = (map: string) => modelsOf(map).map(({ id }) => id);

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
});

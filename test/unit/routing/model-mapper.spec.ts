import { describe, expect, it } from '@jest/globals';
import { Environment } from '../../../src/config/environment.js';
import { createProxyOptions } from '../../../src/config/proxy-options.js';
import { ModelMapper } from '../../../src/routing/model-mapper.service.js';
import { parseModelMap } from '../../../src/config/variables/variable-parsers.js';

function aMapper(map = ''): ModelMapper {
  return new ModelMapper({
    ...createProxyOptions(new Environment()),
    bigModel: 'big',
    smallModel: 'small',
    modelMap: parseModelMap(map) ?? [],
  });
}

describe('ModelMapper', () => {
  it.each([
    ['claude-haiku-5-5', 'small'],
    ['claude-3-5-haiku-20241022', 'small'],
    ['anthropic/Claude-HAIKU', 'small'],
    ['my-haiku-x', 'small'],
    ['claude-opus-5-5', 'big'],
    ['claude-3-opus-20240229', 'big'],
    ['claude-sonnet-5-5', 'big'],
    ['claude-fable-5-2', 'big'],
    ['my-opus', 'big'],
    ['claude-something-new', 'big'],
    ['CLAUDE-2.1', 'big'],
  ])('sends %s to the %s model', (requested, expected) => {
    expect(aMapper().findUpstreamModel(requested)).toBe(expected);
  });

  it.each(['gpt-4o-mini', 'o3', 'qwen3-coder-plus', 'llama3.1:70b'])('passes %s through', (requested) => {
    expect(aMapper().findUpstreamModel(requested)).toBe(requested);
  });

  it.each([
    ['qwen3-coder-plus[1m]', 'qwen3-coder-plus'],
    ['qwen3-coder-plus[1M][1m]', 'qwen3-coder-plus'],
    ['claude-haiku-5-5[1m]', 'small'],
    ['[1m]-model', '[1m]-model'],
    ['[1m]', ''],
  ])('reads %s as %s', (requested, expected) => {
    expect(aMapper().findUpstreamModel(requested)).toBe(expected);
  });

  it('strips a hostile number of suffixes in linear time', () => {
    expect(aMapper().findUpstreamModel('x' + '[1m]'.repeat(500_000))).toBe('x');
  });

  it('prefers the map over the family, and its first match', () => {
    const mapper = aMapper(
      'claude-opus-5-5=gpt-5,claude-opus-*=gpt-4.1,*haiku*=@big,gpt-*=@small,local-*=@same,*=@reject',
    );
    expect(mapper.findUpstreamModel('Claude-Opus-5-5')).toBe('gpt-5');
    expect(mapper.findUpstreamModel('claude-opus-5-5[1m]')).toBe('gpt-5');
    expect(mapper.findUpstreamModel('claude-opus-4-8')).toBe('gpt-4.1');
    expect(mapper.findUpstreamModel('claude-haiku-5-5')).toBe('big');
    expect(mapper.findUpstreamModel('gpt-4o')).toBe('small');
    expect(mapper.findUpstreamModel('local-Qwen')).toBe('local-Qwen');
  });

  it('maps every name to the big model for *=@big', () => {
    expect(aMapper('*=@big').findUpstreamModel('gpt-4o-mini')).toBe('big');
  });

  it('returns undefined for a rejected name', () => {
    expect(aMapper('o3*=@reject').findUpstreamModel('o3-Mini[1m]')).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { Environment } from '../../../src/config/environment.js';
import { toProxyOptions } from '../../../src/config/proxy-options.js';
import { ApiError } from '../../../src/conversion/errors/api-error.js';
import { ModelMapper } from '../../../src/messages/model-mapper.service.js';
import { toModelMap } from '../../../src/config/to-model-map.js';

function aMapper(map = ''): ModelMapper {
  return new ModelMapper({
    ...toProxyOptions(new Environment()),
    bigModel: 'big',
    smallModel: 'small',
    modelMap: toModelMap(map) ?? [],
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
    expect(aMapper().toUpstreamModel(requested)).toBe(expected);
  });

  it.each(['gpt-4o-mini', 'o3', 'qwen3-coder-plus', 'llama3.1:70b'])('passes %s through', (requested) => {
    expect(aMapper().toUpstreamModel(requested)).toBe(requested);
  });

  it.each([
    ['qwen3-coder-plus[1m]', 'qwen3-coder-plus'],
    ['qwen3-coder-plus[1M][1m]', 'qwen3-coder-plus'],
    ['claude-haiku-5-5[1m]', 'small'],
    ['[1m]-model', '[1m]-model'],
    ['[1m]', ''],
  ])('reads %s as %s', (requested, expected) => {
    expect(aMapper().toUpstreamModel(requested)).toBe(expected);
  });

  it('strips a hostile number of suffixes in linear time', () => {
    expect(aMapper().toUpstreamModel('x' + '[1m]'.repeat(500_000))).toBe('x');
  });

  it('asks the map before the family, first match first', () => {
    const mapper = aMapper(
      'claude-opus-5-5=gpt-5,claude-opus-*=gpt-4.1,*haiku*=@big,gpt-*=@small,local-*=@same,*=@reject',
    );
    expect(mapper.toUpstreamModel('Claude-Opus-5-5')).toBe('gpt-5');
    expect(mapper.toUpstreamModel('claude-opus-5-5[1m]')).toBe('gpt-5');
    expect(mapper.toUpstreamModel('claude-opus-4-8')).toBe('gpt-4.1');
    expect(mapper.toUpstreamModel('claude-haiku-5-5')).toBe('big');
    expect(mapper.toUpstreamModel('gpt-4o')).toBe('small');
    expect(mapper.toUpstreamModel('local-Qwen')).toBe('local-Qwen');
  });

  it('sends everything to the big model when told so', () => {
    expect(aMapper('*=@big').toUpstreamModel('gpt-4o-mini')).toBe('big');
  });

  it('answers 404 for a rejected name, as the client spelled it', () => {
    const reject = (): unknown => aMapper('o3*=@reject').toUpstreamModel('o3-Mini[1m]');
    expect(reject).toThrow(ApiError);
    expect(reject).toThrow(
      expect.objectContaining({ status: 404, type: 'not_found_error', message: 'model: o3-Mini[1m]' }),
    );
  });
});

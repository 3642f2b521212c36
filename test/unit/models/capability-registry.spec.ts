import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import { CapabilityRegistry } from '../../../src/models/capability-registry.service.js';
import { standard } from '../../../src/providers/profiles/standard.js';
import { Upstreams } from '../../../src/upstream/upstreams.service.js';
import { testOptions } from '../../support/options.js';

function createRegistry(overrides: Partial<ProxyOptions> = {}) {
  const options = testOptions(overrides);
  const upstream = new Upstreams(options).find('default');
  const target = (model: string, maxOutputTokens?: number) => ({
    upstream,
    model,
    route:
      maxOutputTokens === undefined
        ? undefined
        : { pattern: '*', targets: [{ upstream: 'default' }] as const, maxOutputTokens },
  });
  return { registry: new CapabilityRegistry(options), upstream, target };
}

Logger.overrideLogger(false);

describe('CapabilityRegistry', () => {
  it('resolves a model without overrides to the profile of its provider', () => {
    const { registry, target } = createRegistry();
    expect(registry.resolve(target('gpt-4o'))).toEqual({
      api: 'chat-completions',
      profile: standard,
      inputScale: 1,
    });
  });

  it('caches the capabilities per model and limit of the route', () => {
    const modelOverrides = [{ pattern: '*', overrides: { maxOutputTokens: 9 } }];
    const { registry, target } = createRegistry({ modelOverrides });
    expect(registry.resolve(target('a'))).toBe(registry.resolve(target('a')));
    expect(registry.resolve(target('a', 5))).toBe(registry.resolve(target('a', 5)));
    expect(registry.resolve(target('a', 5)).maxOutputTokens).toBe(5);
    expect(registry.resolve(target('a', 7)).maxOutputTokens).toBe(7);
    expect(registry.resolve(target('a')).maxOutputTokens).toBe(9);
  });

  it('resolves anew after a new override, for every route', () => {
    const modelOverrides = [{ pattern: 'a', overrides: { maxOutputTokens: 200 } }];
    const { registry, upstream, target } = createRegistry({ maxOutputTokens: 300, modelOverrides });
    expect(registry.resolve(target('a')).maxOutputTokens).toBe(200);
    expect(registry.resolve(target('a', 150)).maxOutputTokens).toBe(150);
    expect(registry.resolve(target('b')).maxOutputTokens).toBe(300);
    registry.record(upstream, 'a', { maxOutputTokens: 100 });
    registry.record(upstream, 'b', { maxOutputTokens: 400 });
    expect(registry.resolve(target('a')).maxOutputTokens).toBe(100);
    expect(registry.resolve(target('a', 150)).maxOutputTokens).toBe(100);
    expect(registry.resolve(target('b')).maxOutputTokens).toBe(300);
  });

  it('accumulates overrides of one model', () => {
    const { registry, upstream, target } = createRegistry();
    registry.record(upstream, 'm', { rejectedFields: ['temperature'] });
    registry.record(upstream, 'm', {
      rejectedFields: ['temperature', 'stop'],
      tokenLimitField: 'max_completion_tokens',
    });
    registry.record(upstream, 'm', { acceptsStrictTools: false, responseFormat: 'json_object', efforts: ['low'] });
    const { profile } = registry.resolve(target('m'));
    expect(profile.rejectedFields).toEqual([...standard.rejectedFields, 'temperature', 'stop']);
    expect(profile.tools.strict).toBe(false);
    expect(profile.modelFeatures('m')).toMatchObject({
      tokenLimitField: 'max_completion_tokens',
      responseFormat: 'json_object',
      efforts: ['low'],
    });
    expect(registry.resolve(target('other')).profile).toBe(standard);
  });

  it('applies adjustments to a single call', () => {
    const { registry, target } = createRegistry({ maxOutputTokens: 300 });
    expect(registry.resolve(target('m'), { maxOutputTokens: 20 }).maxOutputTokens).toBe(20);
    expect(registry.resolve(target('m')).maxOutputTokens).toBe(300);
  });

  it('limits the number of models, and drops the one that was used least recently', () => {
    const { registry, upstream } = createRegistry();
    registry.record(upstream, 'first', { maxOutputTokens: 1 });
    for (let index = 0; index < 999; index += 1) registry.record(upstream, `model-${index}`, { maxOutputTokens: 1 });
    registry.record(upstream, 'first', { maxOutputTokens: 2 });
    registry.record(upstream, 'last', { maxOutputTokens: 1 });
    expect(registry.findLearned(upstream, 'first')).toEqual({ maxOutputTokens: 2 });
    expect(registry.findLearned(upstream, 'model-0')).toEqual({});
    expect(registry.findLearned(upstream, 'model-1')).toEqual({ maxOutputTokens: 1 });
  });

  it('keeps the overrides of each upstream apart', () => {
    const { registry, upstream, target } = createRegistry();
    const other = { ...upstream, name: 'other' };
    registry.record(upstream, 'm', { maxOutputTokens: 1 });
    expect(registry.resolve(target('m')).maxOutputTokens).toBe(1);
    expect(registry.resolve({ ...target('m'), upstream: other })).not.toHaveProperty('maxOutputTokens');
    expect(registry.findLearned(other, 'm')).toEqual({});
  });
});

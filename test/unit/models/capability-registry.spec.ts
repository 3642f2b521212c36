import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import type { LearnedOverrides } from '../../../src/providers/learned-overrides.js';
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

const alice = { id: 'alice', usesProxyKey: true };
const bob = { id: 'bob', usesProxyKey: true };
const learned = (overrides: LearnedOverrides) => ({ overrides, isConfirmed: true });

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
    const modelOverrides = [{ pattern: 'a', overrides: { maxOutputTokens: 2000 } }];
    const { registry, target } = createRegistry({ maxOutputTokens: 3000, modelOverrides });
    expect(registry.resolve(target('a')).maxOutputTokens).toBe(2000);
    expect(registry.resolve(target('a', 1500)).maxOutputTokens).toBe(1500);
    expect(registry.resolve(target('b')).maxOutputTokens).toBe(3000);
    registry.record(target('a'), alice, learned({ maxOutputTokens: 1200 }));
    registry.record(target('b'), alice, learned({ maxOutputTokens: 4000 }));
    expect(registry.resolve(target('a')).maxOutputTokens).toBe(1200);
    expect(registry.resolve(target('a', 1500)).maxOutputTokens).toBe(1200);
    expect(registry.resolve(target('b')).maxOutputTokens).toBe(3000);
  });

  it('applies an override to the caller whose request was rejected, until it is confirmed', () => {
    const { registry, target } = createRegistry();
    const limitOf = (caller: typeof alice) => registry.resolve(target('m'), caller).maxOutputTokens;
    const correction = { overrides: { maxOutputTokens: 8192 }, isConfirmed: false };
    registry.record(target('m'), alice, correction);
    expect([limitOf(alice), limitOf(bob)]).toEqual([8192, undefined]);
    registry.record(target('m'), bob, correction);
    expect([limitOf(alice), limitOf(bob), registry.resolve(target('m')).maxOutputTokens]).toEqual([8192, 8192, 8192]);
  });

  it('records no output limit that is too low to be one', () => {
    const { registry, target } = createRegistry();
    registry.record(target('m'), alice, learned({ maxOutputTokens: 1023, rejectedFields: ['stop'] }));
    expect(registry.findLearned(target('m'), alice)).toEqual({ rejectedFields: ['stop'] });
    registry.record(target('m'), alice, learned({ maxOutputTokens: 1024 }));
    expect(registry.findLearned(target('m'), alice)).toMatchObject({ maxOutputTokens: 1024 });
  });

  it('logs each override as a warning, with the callers it applies to and its expiry', () => {
    const { registry, target } = createRegistry();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    registry.record(target('m'), alice, { overrides: { rejectedFields: ['stop'] }, isConfirmed: false });
    expect(warn).toHaveBeenCalledWith({
      message: 'learned override recorded',
      upstream: 'default',
      upstreamModel: 'm',
      caller: 'alice',
      scope: 'caller',
      expiresAt: expect.stringMatching(/^\d{4}-/),
      rejectedFields: ['stop'],
    });
    warn.mockRestore();
  });

  it('accumulates overrides of one model', () => {
    const { registry, target } = createRegistry();
    registry.record(target('m'), alice, learned({ rejectedFields: ['temperature'] }));
    registry.record(
      target('m'),
      alice,
      learned({
        rejectedFields: ['temperature', 'stop'],
        tokenLimitField: 'max_completion_tokens',
      }),
    );
    registry.record(
      target('m'),
      alice,
      learned({ acceptsStrictTools: false, responseFormat: 'json_object', efforts: ['low'] }),
    );
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
    expect(registry.resolve(target('m'), alice, { maxOutputTokens: 20 }).maxOutputTokens).toBe(20);
    expect(registry.resolve(target('m')).maxOutputTokens).toBe(300);
  });

  it('keeps the overrides of each upstream apart', () => {
    const { registry, upstream, target } = createRegistry();
    const other = { ...upstream, name: 'other' };
    registry.record(target('m'), alice, learned({ maxOutputTokens: 2048 }));
    expect(registry.resolve(target('m')).maxOutputTokens).toBe(2048);
    expect(registry.resolve({ ...target('m'), upstream: other })).not.toHaveProperty('maxOutputTokens');
    expect(registry.findLearned({ ...target('m'), upstream: other }, alice)).toEqual({});
  });
});

import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ModelEntry } from '../../../src/config/routes/model-entries.js';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import type { LearnedOverrides } from '../../../src/providers/learned-overrides.js';
import { standard } from '../../../src/providers/profiles/standard.js';
import { CapabilityRegistry } from '../../../src/models/capability-registry.service.js';
import type { Upstream } from '../../../src/upstream/upstream.js';
import { Upstreams } from '../../../src/upstream/upstreams.service.js';
import { testOptions } from '../../support/options.js';

/** The profiles of the models of one upstream. */
function profilesWith(overrides: Partial<ProxyOptions> = {}, changes: Partial<Upstream> = {}) {
  const options = testOptions(overrides);
  const profiles = new CapabilityRegistry(options);
  const upstream = { ...new Upstreams(options).find('default'), ...changes };
  return {
    capabilitiesOf: (model: string) => profiles.capabilitiesOf(upstream, model),
    overridesOf: (model: string) => profiles.overridesOf(upstream, model),
    learn: (model: string, overrides: LearnedOverrides) => profiles.learn(upstream, model, overrides),
  };
}
const entry = (pattern: string, settings: ModelEntry['settings']): ModelEntry => ({ pattern, settings });

Logger.overrideLogger(false);

describe('ModelProfiles', () => {
  it('knows a model of which nothing is said by its dialect alone', () => {
    expect(profilesWith().capabilitiesOf('gpt-4o')).toEqual({ profile: standard, inputScale: 1 });
  });

  it('makes a profile once', () => {
    const profiles = profilesWith({ modelSettings: [entry('*', { maxOutputTokens: 1 })] });
    expect(profiles.capabilitiesOf('a')).toBe(profiles.capabilitiesOf('a'));
  });

  it('takes the first entry that matches, in any case', () => {
    const profiles = profilesWith({
      modelSettings: [entry('Qwen*', { maxOutputTokens: 1 }), entry('*', { maxOutputTokens: 2 })],
    });
    expect(profiles.capabilitiesOf('qwen3').maxOutputTokens).toBe(1);
    expect(profiles.capabilitiesOf('gpt-4o').maxOutputTokens).toBe(2);
  });

  it('spreads what the routes file says over the dialect', () => {
    const { profile, contextWindow } = profilesWith({
      modelSettings: [
        entry('m', {
          contextWindow: 100,
          efforts: ['high', 'low'],
          thinkTags: 'on',
          explicitCache: true,
          systemTurns: 'merge',
          reasoningReplay: 'reasoning',
          images: false,
          documents: false,
        }),
      ],
    }).capabilitiesOf('m');
    expect(contextWindow).toBe(100);
    expect(profile).toMatchObject({
      name: 'standard',
      thinkTags: 'on',
      cacheControl: 'breakpoints',
      systemTurns: 'merged',
      reasoningReplay: 'reasoning',
      media: { ...standard.media, images: 'none', files: false },
    });
    expect(profile.modelFeatures('m')).toEqual({ ...standard.modelFeatures('m'), efforts: ['low', 'high'] });
  });

  it.each([
    [true, 'none', 'breakpoints'],
    [true, 'copied', 'copied'],
    [false, 'copied', 'none'],
    [undefined, 'copied', 'copied'],
  ] as const)('turns explicitCache %s on a dialect with %s to %s', (explicitCache, cacheControl, outcome) => {
    const settings = explicitCache === undefined ? {} : { explicitCache };
    const options = { modelSettings: [entry('m', settings)] };
    const profiles = profilesWith(options, { profile: { ...standard, cacheControl } });
    expect(profiles.capabilitiesOf('m').profile.cacheControl).toBe(outcome);
  });

  it.each([
    [{ contextWindow: 100_000, scaleUsage: true }, 2],
    [{ contextWindow: 1_000_000, scaleUsage: true }, 1],
    [{ contextWindow: 100_000, scaleUsage: false }, 1],
    [{ contextWindow: 100_000 }, 1],
  ])('tells clients of input tokens by %j', (settings, inputScale) => {
    expect(profilesWith({ modelSettings: [entry('m', settings)] }).capabilitiesOf('m').inputScale).toBe(inputScale);
  });

  it('takes the lowest of all limits on the output', () => {
    const profiles = profilesWith({ maxOutputTokens: 300, modelSettings: [entry('a', { maxOutputTokens: 200 })] });
    expect(profiles.capabilitiesOf('a').maxOutputTokens).toBe(200);
    expect(profiles.capabilitiesOf('b').maxOutputTokens).toBe(300);
    profiles.learn('a', { maxOutputTokens: 100 });
    profiles.learn('b', { maxOutputTokens: 400 });
    expect(profiles.capabilitiesOf('a').maxOutputTokens).toBe(100);
    expect(profiles.capabilitiesOf('b').maxOutputTokens).toBe(300);
  });

  it('spreads over the dialect what it learns, one thing after the other', () => {
    const profiles = profilesWith();
    profiles.learn('m', { rejectedFields: ['temperature'] });
    profiles.learn('m', { rejectedFields: ['temperature', 'stop'], tokenLimitField: 'max_completion_tokens' });
    profiles.learn('m', { acceptsStrictTools: false, responseFormat: 'json_object', efforts: ['low'] });
    const { profile } = profiles.capabilitiesOf('m');
    expect(profile.rejectedFields).toEqual([...standard.rejectedFields, 'temperature', 'stop']);
    expect(profile.tools.strict).toBe(false);
    expect(profile.modelFeatures('m')).toMatchObject({
      tokenLimitField: 'max_completion_tokens',
      responseFormat: 'json_object',
      efforts: ['low'],
    });
    expect(profiles.capabilitiesOf('other').profile).toBe(standard);
  });

  it('does not grow with the names that clients invent, and forgets those first that are not asked for', () => {
    const profiles = profilesWith();
    profiles.learn('first', { maxOutputTokens: 1 });
    for (let index = 0; index < 999; index += 1) profiles.learn(`model-${index}`, { maxOutputTokens: 1 });
    profiles.learn('first', { maxOutputTokens: 2 });
    profiles.learn('last', { maxOutputTokens: 1 });
    expect(profiles.overridesOf('first')).toEqual({ maxOutputTokens: 2 });
    expect(profiles.overridesOf('model-0')).toEqual({});
    expect(profiles.overridesOf('model-1')).toEqual({ maxOutputTokens: 1 });
  });

  it('learns of a model at one upstream what does not hold at another', () => {
    const options = testOptions({});
    const profiles = new CapabilityRegistry(options);
    const one = new Upstreams(options).find('default');
    const other = { ...one, name: 'other' };
    profiles.learn(one, 'm', { maxOutputTokens: 1 });
    expect(profiles.capabilitiesOf(one, 'm').maxOutputTokens).toBe(1);
    expect(profiles.capabilitiesOf(other, 'm')).not.toHaveProperty('maxOutputTokens');
    expect(profiles.overridesOf(other, 'm')).toEqual({});
  });
});

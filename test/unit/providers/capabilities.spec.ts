import { describe, expect, it } from '@jest/globals';
import { type Capabilities, type CapabilitySources, resolveCapabilities } from '../../../src/providers/capabilities.js';
import { findConfiguredOverrides } from '../../../src/providers/configured-overrides.js';
import { openrouter } from '../../../src/providers/profiles/openrouter.js';
import { standard } from '../../../src/providers/profiles/standard.js';

const features = ({ profile }: Capabilities) => profile.modelFeatures('m');

describe('resolveCapabilities', () => {
  it('returns the profile itself when nothing else is known', () => {
    expect(resolveCapabilities(standard, {})).toEqual({ api: 'chat-completions', profile: standard, inputScale: 1 });
    expect(resolveCapabilities(standard, {}).profile).toBe(standard);
  });

  it.each<[string, CapabilitySources, (capabilities: Capabilities) => unknown, unknown]>([
    [
      'configured over the profile: efforts',
      { configured: { efforts: ['high', 'low'] } },
      (it) => features(it).efforts,
      ['low', 'high'],
    ],
    [
      'learned over configured: efforts',
      { configured: { efforts: ['high', 'low'] }, learned: { efforts: ['medium'] } },
      (it) => features(it).efforts,
      ['medium'],
    ],
    [
      'adjusted over learned: efforts',
      { learned: { efforts: ['medium'] }, adjusted: { efforts: ['low'] } },
      (it) => features(it).efforts,
      ['low'],
    ],
    [
      'the preference of the provider when nothing is configured: API',
      { api: { preferred: 'responses' } },
      ({ api }) => api,
      'responses',
    ],
    [
      'the setting of the upstream over the preference: API',
      { api: { preferred: 'responses', upstream: 'chat' } },
      ({ api }) => api,
      'chat-completions',
    ],
    [
      'configured for the model over its upstream: API',
      { api: { preferred: 'chat-completions', upstream: 'chat' }, configured: { api: 'messages' } },
      ({ api }) => api,
      'messages',
    ],
    [
      'auto for the model over its upstream: API',
      { api: { preferred: 'responses', upstream: 'chat' }, configured: { api: 'auto' } },
      ({ api }) => api,
      'responses',
    ],
    [
      'learned over configured: API',
      { configured: { api: 'chat' }, learned: { api: 'responses' } },
      ({ api }) => api,
      'responses',
    ],
    [
      'adjusted over learned: API',
      { learned: { api: 'responses' }, adjusted: { api: 'chat-completions' } },
      ({ api }) => api,
      'chat-completions',
    ],
    [
      'learned over the profile: effort with tools',
      { learned: { effortWithTools: 'none' } },
      (it) => features(it).effortWithTools,
      'none',
    ],
    [
      'configured over the profile: reasoning replay',
      { configured: { reasoningReplay: 'reasoning' } },
      ({ profile }) => profile.reasoningReplay,
      'reasoning',
    ],
    [
      'learned over configured: reasoning replay',
      { configured: { reasoningReplay: 'reasoning' }, learned: { reasoningReplay: 'none' } },
      ({ profile }) => profile.reasoningReplay,
      'none',
    ],
    [
      'learned over configured: cache control',
      { configured: { explicitCache: true }, learned: { cacheControl: 'none' } },
      ({ profile }) => profile.cacheControl,
      'none',
    ],
    [
      'learned over configured: images',
      { configured: { images: true }, learned: { acceptsImages: false } },
      ({ profile }) => profile.media,
      { ...standard.media, images: 'none' },
    ],
    [
      'rejected fields of all sources',
      { learned: { rejectedFields: ['stop'] }, adjusted: { rejectedFields: ['temperature', 'stop'] } },
      ({ profile }) => profile.rejectedFields,
      [...standard.rejectedFields, 'stop', 'temperature'],
    ],
    [
      'learned: all other values',
      { learned: { acceptsStrictTools: false, acceptsFiles: false, responseFormat: 'none', streamsOnly: true } },
      (it) => [
        it.profile.tools.strict,
        it.profile.media.files,
        features(it).responseFormat,
        it.profile.streamsOnly({ model: 'm', messages: [] }),
      ],
      [false, false, 'none', true],
    ],
    ['the general limit', { general: { maxOutputTokens: 5 } }, (it) => it.maxOutputTokens, 5],
    [
      'the lowest limit: configured',
      { general: { maxOutputTokens: 5 }, configured: { maxOutputTokens: 4 }, learned: { maxOutputTokens: 6 } },
      (it) => it.maxOutputTokens,
      4,
    ],
    [
      'the lowest limit: learned',
      { configured: { maxOutputTokens: 4 }, learned: { maxOutputTokens: 3 }, adjusted: { maxOutputTokens: 7 } },
      (it) => it.maxOutputTokens,
      3,
    ],
    [
      'the lowest limit: adjusted',
      { learned: { maxOutputTokens: 3 }, adjusted: { maxOutputTokens: 2 }, route: { maxOutputTokens: 9 } },
      (it) => it.maxOutputTokens,
      2,
    ],
    [
      'the lowest limit: route',
      { general: { maxOutputTokens: 5 }, adjusted: { maxOutputTokens: 2 }, route: { maxOutputTokens: 1 } },
      (it) => it.maxOutputTokens,
      1,
    ],
  ])('applies %s', (_, sources, select, expected) => {
    expect(select(resolveCapabilities(standard, sources))).toEqual(expected);
  });

  it('applies every configured value', () => {
    const configured = {
      contextWindow: 100,
      thinkTags: 'on',
      explicitCache: true,
      systemTurns: 'merge',
      reasoningReplay: 'reasoning',
      images: false,
      documents: false,
    } as const;
    const { profile, contextWindow } = resolveCapabilities(standard, { configured });
    expect(contextWindow).toBe(100);
    expect(profile).toMatchObject({
      name: 'standard',
      thinkTags: 'on',
      cacheControl: 'breakpoints',
      systemTurns: 'merged',
      reasoningReplay: 'reasoning',
      media: { ...standard.media, images: 'none', files: false },
    });
    expect(profile.modelFeatures('m')).toEqual(standard.modelFeatures('m'));
  });

  it.each([
    [true, 'none', 'breakpoints'],
    [true, 'copied', 'copied'],
    [false, 'copied', 'none'],
    [undefined, 'copied', 'copied'],
  ] as const)('resolves explicitCache %s for a profile with %s to %s', (explicitCache, cacheControl, expected) => {
    const configured = explicitCache === undefined ? {} : { explicitCache };
    expect(resolveCapabilities({ ...standard, cacheControl }, { configured }).profile.cacheControl).toBe(expected);
  });

  it('no longer sends cache_control to a model that rejected it', () => {
    const learned = { cacheControl: 'none' } as const;
    expect(resolveCapabilities(openrouter, { learned }).profile.cacheControl).toBe('none');
    expect(resolveCapabilities(openrouter, { learned: {} }).profile.cacheControl).toBe('copied');
  });

  it.each([
    [{ contextWindow: 100_000, scaleUsage: true }, 2],
    [{ contextWindow: 1_000_000, scaleUsage: true }, 1],
    [{ contextWindow: 100_000, scaleUsage: false }, 1],
    [{ contextWindow: 100_000 }, 1],
  ])('scales the input tokens that clients see by %j', (configured, inputScale) => {
    expect(resolveCapabilities(standard, { configured }).inputScale).toBe(inputScale);
  });
});

describe('findConfiguredOverrides', () => {
  it('returns the overrides of the first pattern that matches, in any case', () => {
    const models = [
      { pattern: 'Qwen*', overrides: { maxOutputTokens: 1 } },
      { pattern: '*', overrides: { maxOutputTokens: 2 } },
    ];
    expect(findConfiguredOverrides(models, 'qwen3')).toEqual({ maxOutputTokens: 1 });
    expect(findConfiguredOverrides(models, 'gpt-4o')).toEqual({ maxOutputTokens: 2 });
    expect(findConfiguredOverrides([], 'gpt-4o')).toBeUndefined();
  });
});

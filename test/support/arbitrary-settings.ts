import fc from 'fast-check';
import type { ProviderProfile, ReasoningReplay } from '../../src/providers/provider-profile.js';
import { providerProfiles } from '../../src/providers/registry.js';
import type { ConversionSettings } from './test-conversion.js';

/** Any provider profile with values of other profiles, as configured and learned overrides can produce it. */
export const anySettings: fc.Arbitrary<ConversionSettings> = fc.record({
  profile: fc.constantFrom(...providerProfiles.map(({ name }) => name)),
  upstreamModel: fc.constantFrom(
    'gpt-4o',
    'gpt-5.6',
    'o3',
    'deepseek-v4',
    'gemini-3-pro',
    'qwen3-max',
    'grok-4',
    'kimi-k2',
  ),
  profileChanges: fc.record<Partial<ProviderProfile>, never>(
    {
      systemTurns: fc.constantFrom('inline', 'wrapped', 'merged', 'rejected'),
      cacheControl: fc.constantFrom('none', 'copied', 'breakpoints'),
      thinkTags: fc.constantFrom('auto', 'on', 'off'),
      reasoningReplay: fc.constantFrom<ReasoningReplay>(
        ...(['none', 'reasoning', 'reasoning_content', 'required_reasoning_content'] as const),
        ...(['reasoning_details', 'thinking_parts'] as const),
      ),
      prefill: fc.constantFrom('rejected', 'supported', 'echoed'),
      emptyContent: fc.constantFrom('null', 'omitted', 'blank'),
      sendsOpenAiFields: fc.boolean(),
      maxToolCallIdLength: fc.constantFrom(9, 40, Infinity),
      media: fc.record({
        images: fc.constantFrom('any', 'inline', 'none'),
        files: fc.boolean(),
        inToolMessages: fc.boolean(),
      }),
      tools: fc.record({
        forcedChoices: fc.subarray(['required', 'named'] as const),
        strict: fc.boolean(),
        allowedWithResponseFormat: fc.boolean(),
        schema: fc.record({ closedObjects: fc.boolean() }),
      }),
    },
    { requiredKeys: [] },
  ),
});

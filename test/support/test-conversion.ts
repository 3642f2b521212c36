import { createChatConversion } from '../../src/conversion/chat-completions/chat-conversion.js';
import type { ChatConversion } from '../../src/conversion/chat-completions/chat-conversion.js';
import type { ConversionContext } from '../../src/conversion/conversion.js';
import { RefusedState } from '../../src/conversion/shared/provider-state/refused-state.js';
import type { ProviderProfile } from '../../src/providers/provider-profile.js';
import { providerProfiles } from '../../src/providers/registry.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';

/** Fixed, so that a better estimator does not change what replies look like. */
export const ESTIMATED_INPUT_TOKENS = 12;

/** The settings of a conversion in addition to the request. */
export interface ConversionSettings {
  readonly profile?: string | ProviderProfile;
  /** What the routes file, or experience, says of the model. */
  readonly profileChanges?: Partial<ProviderProfile>;
  readonly upstreamModel?: string;
  readonly maxOutputTokens?: number;
  readonly sessionId?: string;
}

/** Begins an exchange whose ids are counted: 000000000000000000000001 is the first. */
export function createTestConversion(request: CreateMessageRequest, settings: ConversionSettings = {}): ChatConversion {
  return createChatConversion(request, createTestContext(request, settings));
}

/** The context of a conversion whose ids are counted. */
export function createTestContext(request: CreateMessageRequest, settings: ConversionSettings = {}): ConversionContext {
  const { profile = 'standard', profileChanges, upstreamModel = 'gpt-4o', maxOutputTokens, sessionId } = settings;
  let ids = 0;
  return {
    api: 'chat-completions',
    upstreamModel,
    profile: { ...(typeof profile === 'string' ? findProfile(profile) : profile), ...profileChanges },
    upstreamName: 'default',
    refusedState: new RefusedState(),
    createId: () => String((ids += 1)).padStart(24, '0'),
    upstreamErrors: {
      isProxyKey: true,
      requestedModel: request.model,
      estimatedInputTokens: () => ESTIMATED_INPUT_TOKENS,
      confidential: [],
    },
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(sessionId !== undefined && { sessionId }),
  };
}

/** Finds a profile by its name. */
export function findProfile(name: string): ProviderProfile {
  const profile = providerProfiles.find((candidate) => candidate.name === name);
  if (!profile) throw new Error(`There is no profile ${name}`);
  return profile;
}

/** A request with the given fields changed. */
export function aRequest(changes: Partial<CreateMessageRequest> = {}): CreateMessageRequest {
  return {
    model: 'claude-sonnet-5-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'Hello' }],
    ...changes,
  };
}

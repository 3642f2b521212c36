import type { ProviderProfile } from '../provider-profile.js';
import { buildChatUrl } from '../url-matching.js';
import { standardResponsesFeatures } from '../responses-features.js';
import { resolveOpenAiModelFeatures } from '../model-features.js';
import { preferApiByPath } from '../upstream-api-choice.js';
import { standardMessagesFeatures } from '../messages-features.js';

/** The profile of unrecognized hosts: OpenAI's public feature set, without fields that only OpenAI itself supports. */
export const standard = {
  name: 'standard',
  matches: () => false,
  preferredApi: preferApiByPath,
  chatUrl: buildChatUrl,
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  // Many chat templates accept a system message only at the start.
  systemTurns: 'wrapped',
  sendsOpenAiFields: false,
  // Servers that do not support it reject the whole request.
  cacheControl: 'none',
  rejectedFields: ['top_k'],
  thinkTags: 'auto',
  maxToolCallIdLength: Infinity,
  reasoningReplay: 'none',
  reasoningPlaceholder: '',
  prefill: 'rejected',
  emptyContent: 'null',
  media: { images: 'any', files: true, inToolMessages: false },
  tools: {
    forcedChoices: ['required', 'named'],
    strict: true,
    allowedWithResponseFormat: true,
    schema: { closedObjects: true },
  },
  convertReasoning: ({ effort }) => (effort ? { reasoning_effort: effort } : {}),
  streamsOnly: () => false,
  refine: (request) => request,
  usage: { promptExcludesCache: false, outputExcludesThinking: false },
  messagesFeatures: standardMessagesFeatures,
  modelFeatures: resolveOpenAiModelFeatures,
  responsesFeatures: () => standardResponsesFeatures,
  extraBody: {},
} as const satisfies ProviderProfile;

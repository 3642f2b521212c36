import type { ProviderProfile } from '../provider-profile.js';
import { buildChatUrl } from '../url-matching.js';
import { resolveOpenAiModelFeatures } from '../openai-models.js';

/** Any host that is not recognised: OpenAI's public feature set, without what only OpenAI itself serves. */
export const standard = {
  name: 'standard',
  matches: () => false,
  chatUrl: buildChatUrl,
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  // Many chat templates take a system message at the very start only.
  systemTurns: 'wrapped',
  sendsOpenAiFields: false,
  // Servers that do not know it refuse the whole request.
  cacheControl: 'none',
  rejectedFields: ['top_k'],
  thinkTags: 'auto',
  maxToolCallIdLength: Infinity,
  reasoningReplay: 'none',
  reasoningPlaceholder: '',
  returnsThoughtSignatures: false,
  prefill: 'refused',
  emptyContent: 'null',
  media: { images: 'any', files: true, inToolMessages: false },
  tools: {
    forcedChoices: ['required', 'named'],
    strict: true,
    besideResponseFormat: true,
    schema: { closedObjects: true },
  },
  convertReasoning: ({ effort }) => (effort ? { reasoning_effort: effort } : {}),
  streamsOnly: () => false,
  refine: (request) => request,
  modelFeatures: resolveOpenAiModelFeatures,
} as const satisfies ProviderProfile;

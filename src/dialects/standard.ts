import type { Dialect } from './dialect.js';
import { toChatUrl } from './to-chat-url.js';
import { toOpenAiModelTraits } from './to-open-ai-model-traits.js';

/** Any host that is not recognised: OpenAI's public feature set, without what only OpenAI itself serves. */
export const standard = {
  name: 'standard',
  matches: () => false,
  chatUrl: toChatUrl,
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  // Many chat templates take a system message at the very start only.
  systemTurns: 'wrapped',
  sendsOpenAiFields: false,
  // Servers that do not know it refuse the whole request.
  cacheControl: 'none',
  refusedFields: ['top_k'],
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
  toReasoning: ({ effort }) => (effort ? { reasoning_effort: effort } : {}),
  streamsOnly: () => false,
  refine: (request) => request,
  modelTraits: toOpenAiModelTraits,
} as const satisfies Dialect;

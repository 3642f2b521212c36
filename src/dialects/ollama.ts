import { defineDialect } from './define-dialect.js';
import { onHostsNamed } from './on-hosts-named.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

// A model that cannot think refuses the request: "does not support thinking".
const thinkers = /^(?!.*(?:coder|instruct)).*(?:qwen3|deepseek-(?:r1|v3\.)|magistral|glm-4)/i;

/** Ollama. Images come as data only; a choice of functions is not read, so that one forced is offered alone. */
export const ollama = defineDialect({
  name: 'ollama',
  matches: onHostsNamed('ollama'),
  refusedFields: ['parallel_tool_calls'],
  reasoningReplay: 'reasoning',
  emptyContent: 'blank',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: ['required'], strict: false },
  modelTraits: (model) => ({
    ...plainTraits,
    maxStops: Infinity,
    efforts: toEfforts(model, [thinkers, ['none', 'low', 'medium', 'high']]),
  }),
});

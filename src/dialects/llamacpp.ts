import { defineDialect } from './define-dialect.js';
import { onHostsNamed } from './on-hosts-named.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

/** llama.cpp's server. */
export const llamacpp = defineDialect({
  name: 'llamacpp',
  matches: onHostsNamed('llamacpp', 'llama-cpp', 'llama-server'),
  refusedFields: [],
  reasoningReplay: 'reasoning_content',
  prefill: 'taken',
  media: { images: 'inline', files: false, inToolMessages: true },
  tools: { forcedChoices: ['required'], strict: false },
  toReasoning: ({ isOff, effort, budgetTokens }, model) =>
    /gpt-oss/i.test(model)
      ? { ...(effort && { chat_template_kwargs: { reasoning_effort: effort } }) }
      : {
          chat_template_kwargs: { enable_thinking: !isOff },
          ...(budgetTokens !== undefined && { thinking_budget_tokens: budgetTokens }),
        },
  modelTraits: (model) => ({
    ...plainTraits,
    maxStops: Infinity,
    efforts: toEfforts(model),
  }),
});

import { defineDialect } from './define-dialect.js';
import { onHostsNamed } from './on-hosts-named.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';
import { toTemplateReasoning } from './to-template-reasoning.js';
import { withContinuation } from './with-continuation.js';

/** vLLM. */
export const vllm = defineDialect({
  name: 'vllm',
  matches: onHostsNamed('vllm'),
  refusedFields: [],
  reasoningReplay: 'reasoning',
  prefill: 'taken',
  media: { files: false, inToolMessages: true },
  tools: { strict: false, schema: { closedObjects: false } },
  toReasoning: toTemplateReasoning,
  refine: withContinuation,
  modelTraits: (model) => ({
    ...plainTraits,
    maxStops: Infinity,
    efforts: toEfforts(model),
  }),
});

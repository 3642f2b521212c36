import { defineDialect } from './define-dialect.js';
import { onHostsNamed } from './on-hosts-named.js';
import { vllm } from './vllm.js';

/** SGLang: as vLLM, but for the names of a few things. */
export const sglang = defineDialect({
  ...vllm,
  name: 'sglang',
  matches: onHostsNamed('sglang'),
  reasoningReplay: 'reasoning_content',
  tools: { ...vllm.tools, strict: true, schema: { closedObjects: true } },
});

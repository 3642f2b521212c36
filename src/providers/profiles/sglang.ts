import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { vllm } from './vllm.js';

/** SGLang: like vLLM, with a few different field names. */
export const sglang = defineProfile({
  ...vllm,
  name: 'sglang',
  matches: matchHostNames('sglang'),
  reasoningReplay: 'reasoning_content',
  tools: { ...vllm.tools, strict: true, schema: { closedObjects: true } },
});

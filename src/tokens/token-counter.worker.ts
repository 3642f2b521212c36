import { parentPort } from 'node:worker_threads';
import { clearMergeCache, countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { countTextTokens } from '../conversion/shared/tokens/tokenizer.js';
import type { CountJob, CountResult } from './count-job.js';

// `<|endoftext|>` in a prompt is text like any other.
const options = { disallowedSpecial: new Set<string>() };
const tokenizer = (text: string): number => countTokens(text, options);

parentPort?.on('message', ({ id, texts }: CountJob) => {
  const tokens = texts.reduce((sum, text) => sum + countTextTokens(text, tokenizer), 0);
  // Its keys are slices that would keep the whole prompts alive.
  clearMergeCache();
  parentPort?.postMessage({ id, tokens } satisfies CountResult);
});

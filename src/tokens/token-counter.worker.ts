import { parentPort } from 'node:worker_threads';
import { clearMergeCache, countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { countTextTokens } from '../conversion/shared/tokens/text-token-count.js';

/** A message to the worker: the texts of one request. */
export interface CountJob {
  readonly id: number;
  readonly texts: readonly string[];
}

/** The worker's response to a CountJob. */
export interface CountResult {
  readonly id: number;
  readonly tokens: number;
}

// Special tokens such as `<|endoftext|>` are counted as ordinary text.
const OPTIONS = { disallowedSpecial: new Set<string>() };
const tokenizer = (text: string): number => countTokens(text, OPTIONS);

parentPort?.on('message', ({ id, texts }: CountJob) => {
  const tokens = texts.reduce((sum, text) => sum + countTextTokens(text, tokenizer), 0);
  // The keys of the cache are slices of the texts and would keep the whole prompts in memory.
  clearMergeCache();
  parentPort?.postMessage({ id, tokens } satisfies CountResult);
});

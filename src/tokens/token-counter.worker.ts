import { parentPort } from 'node:worker_threads';
import { clearMergeCache, countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { countTextTokens } from '../conversion/shared/tokens/text-token-count.js';

/** A message to the worker: a part of the texts of one request. */
export type CountJob = readonly string[];

/** A message from the worker: it has loaded the tokenizer, or the number of tokens of the latest job. */
export type WorkerMessage = 'ready' | number;

// Special tokens such as `<|endoftext|>` are counted as ordinary text.
const OPTIONS = { disallowedSpecial: new Set<string>() };
const tokenizer = (text: string): number => countTokens(text, OPTIONS);

parentPort?.on('message', (texts: CountJob) => {
  const tokens = texts.reduce((sum, text) => sum + countTextTokens(text, tokenizer), 0);
  // The keys of the cache are slices of the texts and would keep the whole prompts in memory.
  clearMergeCache();
  parentPort?.postMessage(tokens satisfies WorkerMessage);
});
parentPort?.postMessage('ready' satisfies WorkerMessage);

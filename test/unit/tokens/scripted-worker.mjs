// Stands in for the tokenizer's worker: a text counts as many tokens as it has characters, and some are commands.
import { parentPort } from 'node:worker_threads';

/** @param {import('../../../src/tokens/count-job.js').CountJob} job */
function answer({ id, texts }) {
  if (texts.includes('never')) return;
  if (texts.includes('crash')) throw new Error('the worker has crashed');
  parentPort?.postMessage({ id, tokens: texts.join('').length });
}

parentPort?.on('message', answer);

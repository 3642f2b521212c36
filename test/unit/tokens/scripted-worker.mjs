// Replaces the tokenizer worker: each character counts as one token. The texts `never` and `crash` are commands.
import { parentPort } from 'node:worker_threads';

/** @param {import('../../../src/tokens/token-counter.worker.js').CountJob} texts */
function count(texts) {
  if (texts.includes('never')) return;
  if (texts.includes('crash')) throw new Error('the worker has crashed');
  parentPort?.postMessage(texts.join('').length);
}

parentPort?.on('message', count);
parentPort?.postMessage('ready');

import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { countTextTokens } from '../../src/conversion/shared/tokens/text-token-count.js';
import { estimateInputTokens } from '../../src/conversion/shared/tokens/input-estimate.js';
import { estimateTextTokens } from '../../src/conversion/shared/tokens/text-estimate.js';
import { collectCountableContent } from '../../src/conversion/shared/tokens/input-estimate.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import { samples } from '../unit/conversion/shared/tokens/samples.js';
import { formatTable } from './markdown-table.js';
import { readRecordedRequests } from './recorded-requests.js';

const HEAD = ['Tokens by o200k_base', 'Estimate', 'Error'];

/** Shows how far the estimate is from the tokenizer, on texts of every kind and on what Claude Code sends. */
export function formatTokenTables(): string {
  const texts = Object.entries(samples).map(([name, text]) => toRow(name, countTokens(text), estimateTextTokens(text)));
  const recorded = readRecordedRequests().map(([name, request]) =>
    toRow(name, countRequest(request), estimateInputTokens(request)),
  );
  return [formatTable(['Text', ...HEAD], texts), formatTable(['Recorded request', ...HEAD], recorded)].join('\n\n');
}

function countRequest(request: CreateMessageRequest): number {
  const { texts, fixedTokens } = collectCountableContent(request);
  return texts.reduce((sum, text) => sum + countTextTokens(text, countTokens), fixedTokens);
}

function toRow(name: string, counted: number, estimated: number): string[] {
  const error = (100 * (estimated - counted)) / counted;
  return [name, String(counted), String(Math.round(estimated)), `${error > 0 ? '+' : ''}${error.toFixed(1)} %`];
}

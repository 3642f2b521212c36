import { estimateTextTokens } from './text-estimate.js';

/** Text is estimated in pieces of at least this length (UTF-16 code units), so that a response is never kept whole. */
const PIECE_LENGTH = 65_536;

/** Estimates the tokens of a streamed response from its text as it passes. */
export class OutputEstimate {
  private counted = 0;
  private pending = '';

  /** The tokens of all text so far. */
  get tokens(): number {
    return this.counted + estimateTextTokens(this.pending);
  }

  add(text: string): void {
    this.pending += text;
    if (this.pending.length < PIECE_LENGTH) return;
    this.counted += estimateTextTokens(this.pending);
    this.pending = '';
  }
}

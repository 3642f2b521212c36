import { FIRST_LETTER, Kind, kindOfCode } from './character-kind.js';
import { Before, costOfRun } from './run-costs.js';

/** A long text is judged by samples, so that its length costs no time. */
const SAMPLE_LENGTH = 2048;
const MAX_READ = 32 * SAMPLE_LENGTH;
/** A line of this many dashes is one token, and so is a line of twice as many. */
const MAX_MARKS = 12;

/** Estimates the tokens of a text in about the time of reading `maxRead` characters, within some 10 % of o200k_base. */
export function estimateTextTokens(text: string, maxRead = MAX_READ): number {
  if (text.length <= Math.max(maxRead, SAMPLE_LENGTH)) return estimateRange(text, 0, text.length);
  const samples = Math.max(1, Math.floor(maxRead / SAMPLE_LENGTH));
  const distance = (text.length - SAMPLE_LENGTH) / samples;
  let tokens = 0;
  for (let sample = 0; sample < samples; sample++) {
    const start = Math.floor((sample + 0.5) * distance);
    tokens += estimateRange(text, start, start + SAMPLE_LENGTH);
  }
  return (tokens * text.length) / (samples * SAMPLE_LENGTH);
}

/** Iterates over runs of characters of one kind, as tokenizers split a text before they look up words. */
function estimateRange(text: string, start: number, end: number): number {
  let tokens = 0;
  let before: number = Kind.end;
  let index = start;
  let next = kindAt(text, index, end);
  while (index < end) {
    const runStart = index;
    let kind = next;
    do {
      // A capital belongs to the word that it begins.
      if (kind === Kind.upper) kind = next;
      index++;
      next = kindAt(text, index, end);
    } while (next === kind || (kind === Kind.upper && next === Kind.lower));
    const length = index - runStart;
    const isPrefix = kind === Kind.mark && length === 1 && before !== Kind.space && next >= FIRST_LETTER;
    if (!isPrefix) tokens += tokensOf(kind, before, length, next);
    before = isPrefix ? Kind.mark : resolveBefore(kind, before);
  }
  return tokens;
}

function kindAt(text: string, index: number, end: number): number {
  return index < end ? kindOfCode[text.charCodeAt(index)] : Kind.end;
}

function tokensOf(kind: number, before: number, length: number, next: number): number {
  if (kind === Kind.space) return tokensOfSpace(length, next);
  return costOfRun(kind, before, kind === Kind.mark ? Math.min(length, MAX_MARKS) : length);
}

/** The last blank belongs to the word or mark after it; before a line break, all do. */
function tokensOfSpace(length: number, next: number): number {
  if (next === Kind.newline) return 0;
  const isAlone = next === Kind.digit || next === Kind.end;
  return (length > 1 ? 1 : 0) + (isAlone ? 1 : 0);
}

function resolveBefore(kind: number, before: number): number {
  const isNoisy = before === Before.noise || (before === Kind.digit && kind >= FIRST_LETTER);
  if (isNoisy && (kind === Kind.digit || kind === Kind.upper || kind === Kind.lower)) return Before.noise;
  return kind === Kind.mark ? Before.marks : kind;
}

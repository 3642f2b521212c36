import { BACKSLASH, QUOTE } from './json-characters.js';

/** A string is searched byte by byte up to this length; for a longer one, a native search is faster. */
const SHORT_STRING = 24;

/** 1 for the bytes that begin a value or separate two: `,`, `[` and `{`. */
const separators = new Uint8Array(256);
for (const character of ',[{') separators[character.charCodeAt(0)] = 1;

/** What a byte of JSON takes in memory (bytes): parsed, with up to two bytes per character, and as a copy that is sent on. */
const BYTE_COST = 3;
/** What a JSON value takes in memory (bytes) in addition to its text; an object with a key of its own takes as much. */
const VALUE_COST = 96;
/** The maximum number of values in a JSON text that is parsed: several times that of a conversation of a million tokens. */
export const MAX_JSON_VALUES = 500_000;

/** What a JSON text takes in memory at most (bytes) whatever it consists of: a third of its bytes are values. */
export const worstJsonMemory = (length: number): number => length * (BYTE_COST + VALUE_COST / 3);

/**
 * Measures a JSON text that arrives in chunks, before it is parsed: a text of 32 MiB can consist of ten million empty
 * objects, which take twenty times its size. The number of values is an upper bound; the text need not be valid.
 */
export class JsonSize {
  length = 0;
  values = 0;
  private inString = false;
  private isEscaped = false;

  /** What the text takes in memory once it is parsed (bytes), if it is at least as long as announced. */
  memoryOf(announced = 0): number {
    return Math.max(this.length, announced) * BYTE_COST + this.values * VALUE_COST;
  }

  get hasTooManyValues(): boolean {
    return this.values > MAX_JSON_VALUES;
  }

  accept(bytes: Buffer): void {
    this.length += bytes.length;
    let position = 0;
    while (position < bytes.length) {
      position = this.inString ? this.skipString(bytes, position) : this.countOutside(bytes, position);
    }
  }

  /** Returns the position after the next quote, or the end. */
  private countOutside(bytes: Buffer, start: number): number {
    let count = 0;
    let position = start;
    for (; position < bytes.length; position += 1) {
      const byte = bytes[position];
      if (byte === QUOTE) {
        this.inString = true;
        position += 1;
        break;
      }
      count += separators[byte];
    }
    this.values += count;
    return position;
  }

  /** Returns the position after the closing quote, or the end. */
  private skipString(bytes: Buffer, start: number): number {
    let position = this.isEscaped ? start + 1 : start;
    this.isEscaped = false;
    const near = Math.min(bytes.length, position + SHORT_STRING);
    for (; position < near; position += 1) {
      const byte = bytes[position];
      if (byte === QUOTE) {
        this.inString = false;
        return position + 1;
      }
      if (byte === BACKSLASH) position += 1;
    }
    return this.skipLongString(bytes, position);
  }

  /** Returns the position after the next quote, which may be escaped, or the end. */
  private skipLongString(bytes: Buffer, start: number): number {
    const quote = bytes.indexOf(QUOTE, start);
    const end = quote < 0 ? bytes.length : quote;
    const isEscaped = isBackslashRunOdd(bytes, start, end);
    if (quote >= 0) {
      this.inString = isEscaped;
      return quote + 1;
    }
    // The chunk can also end directly after a backslash that was skipped with what it escapes.
    this.isEscaped = isEscaped || start > bytes.length;
    return end;
  }
}

/** Whether an odd number of backslashes comes directly before `end`: the last one then escapes what follows. */
function isBackslashRunOdd(bytes: Buffer, start: number, end: number): boolean {
  let position = end;
  while (position > start && bytes[position - 1] === BACKSLASH) position -= 1;
  return (end - position) % 2 === 1;
}

import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-characters.js';
import { tryParseJson } from './json.js';

/** A field of a JSON object. The positions are those of its value. */
export interface JsonField {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Lists the fields of a JSON object without parsing it; a key that occurs twice is listed twice. Undefined if the text is
 * not an object. Strings are skipped by a native search, so the cost depends on their number and not on their length.
 */
export function scanJsonFields(bytes: Buffer): readonly JsonField[] | undefined {
  const scanner = new FieldScanner(bytes);
  return scanner.readObject() ? scanner.fields : undefined;
}

/** Parses the value of a field; undefined if it is not valid JSON. */
export function parseJsonField(bytes: Buffer, { start, end }: JsonField): unknown {
  return tryParseJson(bytes.toString('utf8', start, end));
}

/** Replaces the values of fields. All other bytes stay as they are; without a replacement, the same bytes are returned. */
export function replaceJsonFields(
  bytes: Buffer,
  fields: readonly JsonField[],
  findReplacement: (name: string, value: Buffer) => Buffer | undefined,
): Buffer {
  const chunks: Buffer[] = [];
  let position = 0;
  for (const { name, start, end } of fields) {
    const replacement = findReplacement(name, bytes.subarray(start, end));
    if (!replacement) continue;
    chunks.push(bytes.subarray(position, start), replacement);
    position = end;
  }
  return chunks.length === 0 ? bytes : Buffer.concat([...chunks, bytes.subarray(position)]);
}

/** Serializes a value to the bytes of its JSON. */
export const serializeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A table of bytes: a look-up costs less than in a Set. */
function createByteTable(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) table[byte] = 1;
  return table;
}

const WHITE_SPACE = createByteTable(' \t\r\n');
/** The characters of numbers and literals. */
const LITERAL = createByteTable('+-.0123456789aeflnrstuE');
/** What may stand between strings inside a value. */
const STRUCTURE = createByteTable(' \t\r\n+-.0123456789aeflnrstuE,:');

class FieldScanner {
  readonly fields: JsonField[] = [];
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Whether the whole text is an object. */
  readObject(): boolean {
    if (!this.accept(OPEN_BRACE)) return false;
    if (!this.accept(CLOSE_BRACE)) {
      do if (!this.readField()) return false;
      while (this.accept(COMMA));
      if (!this.accept(CLOSE_BRACE)) return false;
    }
    this.skipWhiteSpace();
    return this.position === this.bytes.length;
  }

  private readField(): boolean {
    this.skipWhiteSpace();
    const keyStart = this.position;
    if (!this.skipString()) return false;
    const name = this.decodeKey(keyStart, this.position);
    if (name === undefined || !this.accept(COLON)) return false;
    this.skipWhiteSpace();
    const start = this.position;
    if (!this.skipValue() || start === this.position) return false;
    this.fields.push({ name, start, end: this.position });
    return true;
  }

  private decodeKey(start: number, end: number): string | undefined {
    const key = this.bytes.toString('utf8', start + 1, end - 1);
    if (!key.includes('\\')) return key;
    const decoded = tryParseJson(this.bytes.toString('utf8', start, end));
    return typeof decoded === 'string' ? decoded : undefined;
  }

  private skipValue(): boolean {
    const first = this.bytes[this.position];
    if (first === QUOTE) return this.skipString();
    if (first === OPEN_BRACE || first === OPEN_BRACKET) return this.skipNested();
    while (LITERAL[this.current]) this.position += 1;
    return true;
  }

  /** Skips an object or a list. */
  private skipNested(): boolean {
    let depth = 0;
    do {
      const code = this.current;
      if (code === QUOTE) {
        if (!this.skipString()) return false;
        continue;
      }
      if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
      else if (!STRUCTURE[code]) return false;
      this.position += 1;
    } while (depth > 0);
    return true;
  }

  private skipString(): boolean {
    const { bytes } = this;
    if (this.current !== QUOTE) return false;
    let end = this.position;
    do end = bytes.indexOf(QUOTE, end + 1);
    while (end !== -1 && isEscaped(bytes, end));
    this.position = end + 1;
    return end !== -1;
  }

  private accept(code: number): boolean {
    this.skipWhiteSpace();
    if (this.current !== code) return false;
    this.position += 1;
    return true;
  }

  private skipWhiteSpace(): void {
    while (WHITE_SPACE[this.current]) this.position += 1;
  }

  /** -1 after the end. */
  private get current(): number {
    return this.bytes[this.position] ?? -1;
  }
}

/** Whether an odd number of backslashes precedes a quotation mark. */
function isEscaped(bytes: Buffer, quote: number): boolean {
  let position = quote;
  while (bytes[position - 1] === BACKSLASH) position -= 1;
  return (quote - position) % 2 === 1;
}

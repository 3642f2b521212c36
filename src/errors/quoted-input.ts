import type { UpstreamErrorBody } from './error-body.js';

/** A shorter run of words can occur in a request by chance, unless it is a whole string of the request. */
const RUN_LENGTH = 4;
/** More text than fits any context window. It limits the time of the search. */
const MAX_CHARACTERS = 1_000_000;
/** Replaces quoted words: no pattern for error messages matches across it. */
const PLACEHOLDER = '\0';

/**
 * Cuts the client's input out of an error message, so that only the upstream's own words remain. Input is a whole string of
 * the request, or at least four consecutive words of one. Returns undefined if the request is too long to search.
 */
export function removeQuotedInput(error: UpstreamErrorBody, request: object): UpstreamErrorBody | undefined {
  const strings: string[] = [];
  collectClientStrings(request, '', false, strings);
  const characters = strings.reduce((sum, text) => sum + text.length, 0);
  if (characters > MAX_CHARACTERS) return undefined;
  const message = new QuotingMessage(error.message);
  for (const text of strings) message.markQuotes(text);
  return { ...error, message: message.readUnquoted() };
}

/** Objects whose keys the client chooses, except for those of the Messages API and of JSON Schema. */
const CLIENT_OBJECTS: ReadonlySet<string> = new Set(['tools', 'input', 'output_config', 'output_format', 'metadata']);
const PROTOCOL_KEYS: ReadonlySet<string> = new Set([
  ...['name', 'description', 'type', 'strict', 'input_schema', 'properties', 'required', 'items', 'enum', 'const'],
  ...['format', 'pattern', 'default', 'title', 'maximum', 'minimum', 'examples', 'additionalProperties', 'schema'],
  ...['effort', 'user_id', 'cache_control'],
]);
/** Fields whose values are words of the Messages API, outside of the objects above. */
const PROTOCOL_VALUES: ReadonlySet<string> = new Set(['type', 'role']);

function collectClientStrings(value: unknown, key: string, hasClientKeys: boolean, strings: string[]): void {
  if (typeof value === 'string') {
    if (hasClientKeys || !PROTOCOL_VALUES.has(key)) strings.push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collectClientStrings(item, key, hasClientKeys, strings);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) {
      if (hasClientKeys && !PROTOCOL_KEYS.has(name)) strings.push(name);
      collectClientStrings(child, name, hasClientKeys || CLIENT_OBJECTS.has(name), strings);
    }
  }
}

/** An error message that may quote the request. Words are compared by their hashes, so that the search allocates nothing. */
class QuotingMessage {
  private readonly words: Word[] = [];
  /** By the hash of one to four words: the indexes of the words at which such a run begins. */
  private readonly runs: readonly Map<number, number[]>[] = Array.from({ length: RUN_LENGTH + 1 }, () => new Map());
  private readonly quoted = new Set<Word>();

  constructor(private readonly message: string) {
    visitWords(message, (hash, start, end) => this.words.push({ hash, start, end }));
    this.words.forEach((_, first) => {
      let hash = 0;
      for (let length = 1; length <= RUN_LENGTH && first + length <= this.words.length; length++) {
        hash = combine(hash, this.words[first + length - 1].hash);
        addTo(this.runs[length], hash, first);
      }
    });
  }

  markQuotes(text: string): void {
    let count = 0;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    visitWords(text, (hash) => {
      first = second;
      second = third;
      third = fourth;
      fourth = hash;
      count += 1;
      if (count >= RUN_LENGTH)
        this.markRun(RUN_LENGTH, combine(combine(combine(combine(0, first), second), third), fourth));
    });
    if (count > 0 && count < RUN_LENGTH)
      this.markRun(
        count,
        [second, third, fourth].slice(-count).reduce((hash, word) => combine(hash, word), 0),
      );
  }

  /** Returns the message with a placeholder for each quoted word. */
  readUnquoted(): string {
    let unquoted = '';
    let position = 0;
    for (const word of this.words) {
      if (!this.quoted.has(word)) continue;
      unquoted += this.message.slice(position, word.start) + PLACEHOLDER;
      position = word.end;
    }
    return unquoted + this.message.slice(position);
  }

  private markRun(length: number, hash: number): void {
    for (const first of this.runs[length].get(hash) ?? []) {
      for (const word of this.words.slice(first, first + length)) this.quoted.add(word);
    }
    // They need not be marked again.
    this.runs[length].delete(hash);
  }
}

interface Word {
  readonly hash: number;
  readonly start: number;
  readonly end: number;
}

/** The characters of words, in lower case; 0 for all others. */
const WORD_CODES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return /\w/.test(character) ? character.charCodeAt(0) : 0;
});
/** Quoted text may be escaped as JSON; an escape sequence separates words like any other character. */
const ESCAPE = /\\+(?:u[0-9a-f]{4}|[nrtbf])?/iy;

function visitWords(text: string, visit: (hash: number, start: number, end: number) => void): void {
  let start = 0;
  let hash = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = WORD_CODES[text.charCodeAt(index)] ?? 0;
    if (code !== 0) {
      if (hash === 0) start = index;
      hash = combine(hash, code);
      continue;
    }
    if (hash !== 0) visit(hash, start, index);
    hash = 0;
    if (text[index] === '\\') index = findEscapeEnd(text, index) - 1;
  }
}

function findEscapeEnd(text: string, index: number): number {
  ESCAPE.lastIndex = index;
  ESCAPE.test(text);
  return ESCAPE.lastIndex;
}

const combine = (hash: number, value: number): number => (Math.imul(hash, 0x01000193) + value + 1) | 0;

function addTo(index: Map<number, number[]>, key: number, value: number): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}

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

/** A word of a text, in lower case. */
interface Word {
  readonly text: string;
  readonly start: number;
}

/** A word, or an escape sequence of JSON, which separates words like any other character. */
const WORD_OR_ESCAPE = /[a-z0-9_]+|\\+(?:u[0-9a-f]{4}|[nrtbf])?/g;

function* splitWords(text: string): Iterable<Word> {
  for (const { 0: word, index } of text.toLowerCase().matchAll(WORD_OR_ESCAPE)) {
    if (!word.startsWith('\\')) yield { text: word, start: index };
  }
}

/** An error message that may quote the request. */
class QuotingMessage {
  private readonly words: readonly Word[];
  private readonly texts: ReadonlySet<string>;
  /** The indexes of the words at which each run of one to four words begins. */
  private readonly runs = new Map<string, number[]>();
  private readonly quoted = new Set<Word>();

  constructor(private readonly message: string) {
    // Other characters may change their length in lower case.
    this.words = [...splitWords(message.replace(/[^\0-\x7f]/g, ' '))];
    this.texts = new Set(this.words.map(({ text }) => text));
    for (let length = 1; length <= RUN_LENGTH; length++) {
      for (let start = 0; start + length <= this.words.length; start++) this.addRun(start, length);
    }
  }

  markQuotes(text: string): void {
    let run: string[] = [];
    let count = 0;
    for (const word of splitWords(text)) {
      count += 1;
      run = this.texts.has(word.text) ? [...run.slice(1 - RUN_LENGTH), word.text] : [];
      if (run.length === RUN_LENGTH) this.markRun(run);
    }
    if (run.length === count) this.markRun(run);
  }

  /** Returns the message with a placeholder for each quoted word. */
  readUnquoted(): string {
    let unquoted = '';
    let end = 0;
    for (const word of this.words) {
      if (!this.quoted.has(word)) continue;
      unquoted += this.message.slice(end, word.start) + PLACEHOLDER;
      end = word.start + word.text.length;
    }
    return unquoted + this.message.slice(end);
  }

  private addRun(start: number, length: number): void {
    const run = joinWords(this.words.slice(start, start + length).map(({ text }) => text));
    const starts = this.runs.get(run);
    if (starts) starts.push(start);
    else this.runs.set(run, [start]);
  }

  private markRun(run: readonly string[]): void {
    const key = joinWords(run);
    for (const start of this.runs.get(key) ?? []) {
      for (const word of this.words.slice(start, start + run.length)) this.quoted.add(word);
    }
    this.runs.delete(key);
  }
}

const joinWords = (words: readonly string[]): string => words.join(' ');

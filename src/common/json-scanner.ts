import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-characters.js';

/** Tracks the brackets and strings of a JSON text that arrives in fragments. Each character is read once. */
export class JsonScanner {
  /** The greatest number of brackets that were open at the same time. */
  maxDepth = 0;
  private readonly closers: string[] = [];
  private inString = false;
  private isEscaped = false;
  private first = 0;
  private last = 0;

  /** Whether the text contains anything but white space. */
  get hasStarted(): boolean {
    return this.first !== 0;
  }

  get startsWithObject(): boolean {
    return this.first === OPEN_BRACE;
  }

  /** Whether a bracket or string is not closed yet. */
  get isOpen(): boolean {
    return this.inString || this.closers.length > 0;
  }

  /** Whether the text is an object that is closed. */
  get isComplete(): boolean {
    return this.startsWithObject && !this.isOpen;
  }

  get isInsideString(): boolean {
    return this.inString;
  }

  /** Whether a value may follow: the last character is a colon, a comma or an opening bracket. */
  get expectsValue(): boolean {
    return this.last === COLON || this.last === COMMA || this.last === OPEN_BRACKET;
  }

  /** The closing brackets that are missing. */
  get closingBrackets(): string {
    return this.closers.toReversed().join('');
  }

  accept(text: string): void {
    for (let position = 0; position < text.length; position += 1) this.acceptCharacter(text.charCodeAt(position));
  }

  private acceptCharacter(code: number): void {
    if (this.inString) this.acceptInString(code);
    // The four white space characters of JSON are those up to the space.
    else if (code > SPACE) this.acceptOutside(code);
  }

  private acceptInString(code: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === BACKSLASH) this.isEscaped = true;
    else if (code === QUOTE) this.inString = false;
  }

  private acceptOutside(code: number): void {
    this.first ||= code;
    this.last = code;
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_BRACE) this.open('}');
    else if (code === OPEN_BRACKET) this.open(']');
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.closers.pop();
  }

  private open(closer: string): void {
    this.closers.push(closer);
    this.maxDepth = Math.max(this.maxDepth, this.closers.length);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** Follows the brackets and strings of a JSON text that arrives in pieces; reads every character once. */
export class JsonScanner {
  /** How many brackets were open at once. */
  greatestDepth = 0;
  private readonly closers: string[] = [];
  private inString = false;
  private isEscaped = false;
  private first = 0;
  private last = 0;

  /** Anything but whitespace was seen. */
  get hasStarted(): boolean {
    return this.first !== 0;
  }

  get startsWithObject(): boolean {
    return this.first === OPEN_BRACE;
  }

  /** A bracket or string is still open. */
  get isOpen(): boolean {
    return this.inString || this.closers.length > 0;
  }

  /** An object was opened and is closed again. */
  get isComplete(): boolean {
    return this.startsWithObject && !this.isOpen;
  }

  get isInsideString(): boolean {
    return this.inString;
  }

  /** A value may follow here: behind a colon, a comma or an opening bracket. */
  get expectsValue(): boolean {
    return this.last === 0x3a || this.last === 0x2c || this.last === OPEN_BRACKET;
  }

  /** The brackets that would close what is open. */
  get closingBrackets(): string {
    return this.closers.toReversed().join('');
  }

  accept(text: string): void {
    for (let position = 0; position < text.length; position += 1) this.step(text.charCodeAt(position));
  }

  private step(code: number): void {
    if (this.inString) this.stepInString(code);
    // Whitespace, of which JSON knows four kinds, all up to the blank.
    else if (code > 0x20) this.stepOutside(code);
  }

  private stepInString(code: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === BACKSLASH) this.isEscaped = true;
    else if (code === QUOTE) this.inString = false;
  }

  private stepOutside(code: number): void {
    this.first ||= code;
    this.last = code;
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_BRACE) this.open('}');
    else if (code === OPEN_BRACKET) this.open(']');
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.closers.pop();
  }

  private open(closer: string): void {
    this.closers.push(closer);
    this.greatestDepth = Math.max(this.greatestDepth, this.closers.length);
  }
}

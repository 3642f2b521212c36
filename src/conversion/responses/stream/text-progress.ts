/** The end of the text so far is compared, so that the text itself need not be kept. */
const TAIL_LENGTH = 64;

/** Follows a text that arrives in deltas and is repeated at its end. */
export class TextProgress {
  private length = 0;
  private tail = '';

  get hasText(): boolean {
    return this.length > 0;
  }

  add(text: string): void {
    this.length += text.length;
    this.tail = (this.tail + text).slice(-TAIL_LENGTH);
  }

  /** Returns what the complete text has after the text so far; nothing if that is another text. */
  findRest(complete: string): string {
    if (complete.length <= this.length) return '';
    const isSame = complete.slice(this.length - this.tail.length, this.length) === this.tail;
    return isSame ? complete.slice(this.length) : '';
  }
}

/** Follows a text in numbered parts, and returns what is new in it. Only the latest part can grow. */
export class PartedProgress {
  private index = -1;
  private part = new TextProgress();
  private readonly whole = new TextProgress();

  constructor(private readonly separator: string) {}

  get hasText(): boolean {
    return this.whole.hasText;
  }

  /** The number of the part that grows. */
  get latestPart(): number {
    return Math.max(0, this.index);
  }

  /** Accepts a delta of a part. */
  add(index: unknown, delta: string): string {
    if (delta === '') return '';
    const number = typeof index === 'number' ? index : this.latestPart;
    const isNext = number !== this.index;
    const added = isNext && this.hasText ? this.separator + delta : delta;
    if (isNext) this.part = new TextProgress();
    this.index = number;
    this.part.add(delta);
    this.whole.add(added);
    return added;
  }

  /** Accepts the complete text of a part. */
  completePart(index: unknown, text: string): string {
    const number = typeof index === 'number' ? index : this.latestPart;
    if (number < this.index) return '';
    return this.add(number, number === this.index ? this.part.findRest(text) : text);
  }

  /** Accepts the complete text of all parts. */
  complete(texts: readonly string[]): string {
    const rest = this.whole.findRest(texts.filter((text) => text !== '').join(this.separator));
    this.whole.add(rest);
    return rest;
  }
}

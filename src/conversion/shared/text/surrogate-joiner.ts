const REPLACEMENT = '\uFFFD';

/**
 * Keeps text well-formed: some upstreams split a character outside of the BMP over two deltas. Half a character is held
 * until its other half arrives, and replaced if that does not happen: servers and clients in other languages reject it.
 */
export class SurrogateJoiner {
  private held = '';

  /** Returns what can be sent of a text that continues the one before. */
  join(text: string): string {
    if (text === '') return '';
    const joined = this.held + text;
    const endsWithHalf = isHighSurrogate(joined.charCodeAt(joined.length - 1));
    this.held = endsWithHalf ? joined.slice(-1) : '';
    return (endsWithHalf ? joined.slice(0, -1) : joined).toWellFormed();
  }

  /** Returns a replacement if half a character was held. */
  flush(): string {
    const { held } = this;
    this.held = '';
    return held === '' ? '' : REPLACEMENT;
  }
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}

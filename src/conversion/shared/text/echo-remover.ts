/** Removes the prefill from a response that repeats it. */
export class EchoRemover {
  private pending = '';

  constructor(private echo: string) {}

  /** Returns new text; what may still be the repetition is held. */
  accept(text: string): string {
    if (this.echo === '') return text;
    this.pending += text;
    if (this.echo.startsWith(this.pending)) return '';
    const fresh = this.pending.startsWith(this.echo) ? this.pending.slice(this.echo.length) : this.pending;
    this.echo = '';
    return fresh;
  }

  /** Returns held text that is not a complete repetition. */
  flush(): string {
    const rest = this.echo === '' || this.pending === this.echo ? '' : this.pending;
    this.echo = '';
    return rest;
  }
}

/** Takes the beginning of the answer that the client wrote itself out of a reply that repeats it. */
export class EchoRemover {
  private pending = '';

  constructor(private echo: string) {}

  /** Returns what is new; what may still be the repetition is held. */
  accept(text: string): string {
    if (this.echo === '') return text;
    this.pending += text;
    if (this.echo.startsWith(this.pending)) return '';
    const fresh = this.pending.startsWith(this.echo) ? this.pending.slice(this.echo.length) : this.pending;
    this.echo = '';
    return fresh;
  }

  /** Gives out what was held and is no repetition: it broke off before its end. */
  flush(): string {
    const rest = this.echo === '' || this.pending === this.echo ? '' : this.pending;
    this.echo = '';
    return rest;
  }
}

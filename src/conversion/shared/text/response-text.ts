import { HeldContent } from '../stream/held-content.js';
import { StopScanner } from './stop-scanner.js';
import { ThinkTagSplitter } from './think-tag-splitter.js';
import type { SplitText, ThinkTags } from './think-tag-splitter.js';

/** Reads the text of a response: removes an echo, separates reasoning in tags, and ends at an emulated stop sequence. */
export class ResponseText {
  private readonly echoRemover: EchoRemover;
  private readonly splitter: ThinkTagSplitter;
  private readonly scanner: StopScanner;

  constructor(emulatedStops: readonly string[], thinkTags: ThinkTags = 'auto', echo = '', held = new HeldContent()) {
    this.echoRemover = new EchoRemover(echo);
    this.splitter = new ThinkTagSplitter(thinkTags, held);
    this.scanner = new StopScanner(emulatedStops);
  }

  /** The emulated stop sequence that ended the text. */
  get matchedStop(): string | null {
    return this.scanner.matched;
  }

  accept(content: string): SplitText {
    const { thinking, text } = this.splitter.accept(this.echoRemover.accept(content));
    return { thinking, text: this.scanner.accept(text) };
  }

  /** Returns what was held as a possible tag or stop sequence. */
  flush(): SplitText {
    const held = this.accept(this.echoRemover.flush());
    const { thinking, text } = this.splitter.flush();
    return {
      thinking: held.thinking + thinking,
      text: held.text + this.scanner.accept(text) + this.scanner.flush(),
    };
  }
}

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

import { EchoRemover } from './echo-remover.js';
import { StopScanner } from './stop-scanner.js';
import { type SplitText, ThinkTagSplitter, type ThinkTags } from './think-tag-splitter.js';

/** Reads the text of a response: removes an echo, separates reasoning in tags, and ends at an emulated stop sequence. */
export class ResponseText {
  private readonly echoRemover: EchoRemover;
  private readonly splitter: ThinkTagSplitter;
  private readonly scanner: StopScanner;

  constructor(emulatedStops: readonly string[], thinkTags: ThinkTags = 'auto', echo = '') {
    this.echoRemover = new EchoRemover(echo);
    this.splitter = new ThinkTagSplitter(thinkTags);
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

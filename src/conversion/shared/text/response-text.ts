import { EchoRemover } from './echo-remover.js';
import { StopScanner } from './stop-scanner.js';
import { type SplitText, ThinkTagSplitter, type ThinkTags } from './think-tag-splitter.js';

/** Reads the content of a reply, whole or in pieces: without an echo, reasoning in tags apart, up to an emulated stop. */
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

  /** Gives out what was held in the hope of a tag or a stop sequence. */
  flush(): SplitText {
    const held = this.accept(this.echoRemover.flush());
    const { thinking, text } = this.splitter.flush();
    return {
      thinking: held.thinking + thinking,
      text: held.text + this.scanner.accept(text) + this.scanner.flush(),
    };
  }
}

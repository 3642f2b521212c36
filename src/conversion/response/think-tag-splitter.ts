import { overlapLength } from './overlap-length.js';

const OPENING = '<think>';
const CLOSING = '</think>';

/** Reasoning and text that a piece of content turned out to hold. */
export interface SplitText {
  readonly thinking: string;
  readonly text: string;
}

/**
 * Takes `<think>…</think>` at the very start of a reply's content for reasoning, also when the tags arrive in pieces.
 * The form without an opening tag is not recognised: until a closing tag came, the whole reply would have to be held.
 */
export class ThinkTagSplitter {
  private state: 'start' | 'thinking' | 'text' = 'start';
  /** A tag was just read: the line breaks around tags belong to neither side. */
  private isBehindTag = false;
  private held = '';

  accept(content: string): SplitText {
    switch (this.state) {
      case 'start':
        return this.acceptAtStart(content);
      case 'thinking':
        return this.acceptThinking(content);
      case 'text':
        return { thinking: '', text: this.withoutLead(content) };
    }
  }

  /** Gives out what was held for the rest of a tag that has not come. */
  flush(): SplitText {
    const { held } = this;
    this.held = '';
    if (this.state === 'thinking') return { thinking: held, text: '' };
    if (held.trim() !== '') this.state = 'text';
    return { thinking: '', text: held };
  }

  private acceptAtStart(content: string): SplitText {
    const pending = this.held + content;
    // Blank content is held unread, so that a flood of it is not read again and again.
    const bare = content.trim() === '' ? '' : pending.trimStart();
    this.held = '';
    if (bare.startsWith(OPENING)) {
      this.state = 'thinking';
      this.isBehindTag = true;
      return this.acceptThinking(bare.slice(OPENING.length));
    }
    if (OPENING.startsWith(bare)) {
      this.held = pending;
      return { thinking: '', text: '' };
    }
    this.state = 'text';
    return { thinking: '', text: pending };
  }

  private acceptThinking(content: string): SplitText {
    const pending = this.held + content;
    const end = pending.indexOf(CLOSING);
    if (end < 0) {
      const safe = pending.length - overlapLength(pending, CLOSING);
      this.held = pending.slice(safe);
      return { thinking: this.withoutLead(pending.slice(0, safe)), text: '' };
    }
    const thinking = this.withoutLead(pending.slice(0, end));
    this.held = '';
    this.state = 'text';
    this.isBehindTag = true;
    return { thinking, text: this.withoutLead(pending.slice(end + CLOSING.length)) };
  }

  private withoutLead(content: string): string {
    if (!this.isBehindTag) return content;
    const bare = content.trimStart();
    this.isBehindTag = bare === '';
    return bare;
  }
}

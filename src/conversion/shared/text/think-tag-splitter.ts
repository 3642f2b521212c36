import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { HELD_OBJECT, HeldContent } from '../stream/held-content.js';

/** The tags with which models mark reasoning in their text, by the opening one. */
const TAGS: ReadonlyMap<string, string> = new Map([
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  // Gemini's OpenAI-compatible API.
  ['<thought>', '</thought>'],
  // Amazon Bedrock, for gpt-oss.
  ['<reasoning>', '</reasoning>'],
  // MiniMax.
  ['<mm:think>', '</mm:think>'],
  // Gemma.
  ['<|channel>thought', '<channel|>'],
]);
const OPENINGS = [...TAGS.keys()];
const CLOSING = '</think>';

/** Whether to detect tags; `on`: even if the opening tag is missing. */
export type ThinkTags = ProviderProfile['thinkTags'];

/** The reasoning and the text in a piece of content. */
export interface SplitText {
  readonly thinking: string;
  readonly text: string;
}

const NOTHING: SplitText = { thinking: '', text: '' };

/**
 * Treats `<think>…</think>`, or other tags for reasoning, at the start of a response's content as reasoning, even if the tags arrive in fragments. The form
 * without an opening tag is recognized only when configured: until a closing tag arrives, the whole response is held.
 */
export class ThinkTagSplitter {
  private state: 'start' | 'untagged' | 'thinking' | 'text';
  /** A tag was just read: line breaks around tags are dropped. */
  private isBehindTag = false;
  private held = '';
  private closing = CLOSING;
  /** Everything so far, while it may turn out to be reasoning; the end of it is `held`. */
  private readonly untagged: string[] = [];

  constructor(
    private readonly thinkTags: ThinkTags = 'auto',
    private readonly heldContent = new HeldContent(),
  ) {
    this.state = thinkTags === 'off' ? 'text' : 'start';
  }

  accept(content: string): SplitText {
    switch (this.state) {
      case 'start':
        return this.acceptAtStart(content);
      case 'untagged':
        return this.acceptUntagged(content);
      case 'thinking':
        return this.acceptThinking(content);
      case 'text':
        return { thinking: '', text: this.trimLead(content) };
    }
  }

  /** Returns the content that was held back as the possible start of a tag. */
  flush(): SplitText {
    const held = this.untagged.splice(0).join('') || this.held;
    this.held = '';
    if (this.state === 'thinking') return { thinking: held, text: '' };
    if (held.trim() !== '') this.state = 'text';
    return { thinking: '', text: held };
  }

  private acceptAtStart(content: string): SplitText {
    const pending = this.held + content;
    // Blank content is not scanned again for each fragment, so that a long run of it takes linear time.
    const bare = content.trim() === '' ? '' : pending.trimStart();
    this.held = '';
    const opening = OPENINGS.find((tag) => bare.startsWith(tag));
    if (opening !== undefined) {
      this.state = 'thinking';
      this.isBehindTag = true;
      this.closing = TAGS.get(opening) ?? CLOSING;
      return this.acceptThinking(bare.slice(opening.length));
    }
    if (OPENINGS.some((tag) => tag.startsWith(bare))) {
      this.heldContent.add(content.length);
      this.held = pending;
      return NOTHING;
    }
    if (this.thinkTags === 'auto') {
      this.state = 'text';
      return { thinking: '', text: pending };
    }
    this.state = 'untagged';
    return this.acceptUntagged(pending);
  }

  private acceptUntagged(content: string): SplitText {
    this.heldContent.add(HELD_OBJECT + content.length);
    this.untagged.push(content);
    const end = this.held + content;
    this.held = end.slice(1 - CLOSING.length);
    if (!end.includes(CLOSING)) return NOTHING;
    this.held = '';
    this.state = 'thinking';
    this.isBehindTag = true;
    return this.acceptThinking(this.untagged.splice(0).join(''));
  }

  private acceptThinking(content: string): SplitText {
    const pending = this.held + content;
    const end = pending.indexOf(this.closing);
    if (end < 0) {
      const safe = pending.length - overlapLength(pending, this.closing);
      this.held = pending.slice(safe);
      return { thinking: this.trimLead(pending.slice(0, safe)), text: '' };
    }
    const thinking = this.trimLead(pending.slice(0, end));
    this.held = '';
    this.state = 'text';
    this.isBehindTag = true;
    return { thinking, text: this.trimLead(pending.slice(end + this.closing.length)) };
  }

  private trimLead(content: string): string {
    if (!this.isBehindTag) return content;
    const bare = content.trimStart();
    this.isBehindTag = bare === '';
    return bare;
  }
}

/** Counts the characters at the end of a text that may be the start of a mark. */
export function overlapLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

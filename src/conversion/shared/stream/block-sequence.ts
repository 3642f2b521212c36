import type { BlockWriter, ToolUse } from './block-writer.js';
import { HELD_OBJECT, HeldContent } from './held-content.js';
import type { ToolCall } from './tool-call-buffer.js';

interface Prose {
  readonly kind: 'text' | 'thinking';
  text: string;
}

/** Orders interleaved content into blocks: the first unfinished call is written live, the rest waits. */
export class BlockSequence {
  /** The head is the live call; nothing waits unless a call does. */
  private readonly waiting: (ToolCall | Prose)[] = [];
  /** Blank beginnings: blank text alone makes no block, but belongs to what may follow. */
  private readonly blank = { text: '', thinking: '' };

  constructor(
    private readonly writer: BlockWriter,
    private readonly createToolUse: (call: ToolCall) => ToolUse,
    private readonly held = new HeldContent(),
  ) {}

  addProse(kind: 'text' | 'thinking', text: string): void {
    const last = this.waiting.at(-1);
    if (!last && this.writer.isOpen(kind)) return this.writer.write(kind, text);
    if (last?.kind === kind) last.text += text;
    else if (text.trim() === '') this.blank[kind] += text;
    else return this.enqueue({ kind, text: this.blank[kind] + text });
    this.held.add(text.length);
  }

  /** Accepts a call that is new or has grown. */
  addCall(call: ToolCall): void {
    if (!call.isQueued) {
      call.isQueued = true;
      this.enqueue(call);
    } else if (call === this.waiting[0]) this.writeLive();
  }

  /** Writes the remaining items. Stops at an unusable call, unless the response was cut off. */
  finish(isTruncated: boolean): void {
    for (const item of this.waiting) {
      if (item.kind !== 'tool_use') this.writer.write(item.kind, item.text);
      else if (isTruncated || item.defect === undefined) this.closeCall(item);
      else return;
    }
    this.waiting.length = 0;
    this.writer.close();
  }

  private enqueue(item: ToolCall | Prose): void {
    const last = this.waiting.at(-1);
    if (last?.kind === 'tool_use' && last.name !== '') last.isNameFinal = true;
    if (item.kind !== 'tool_use') this.blank[item.kind] = '';
    this.waiting.push(item);
    this.writeLive();
    if (item.kind !== 'tool_use' && this.waiting.length > 0) this.held.add(HELD_OBJECT + item.text.length);
  }

  /** Writes all items up to the first one that may still grow. */
  private writeLive(): void {
    let written = 0;
    for (const item of this.waiting) {
      if (!this.writeWhole(item, written === this.waiting.length - 1)) break;
      written += 1;
    }
    this.waiting.splice(0, written);
  }

  /** Writes what there is of an item; false when more may come: for a call that is incomplete, or the last one. */
  private writeWhole(item: ToolCall | Prose, isLast: boolean): boolean {
    if (item.kind !== 'tool_use') {
      this.writer.write(item.kind, item.text);
      return true;
    }
    this.writeCall(item);
    if (isLast || !item.isComplete || !item.isStarted) return false;
    this.closeCall(item);
    return true;
  }

  private writeCall(call: ToolCall): void {
    if (!call.isNameFinal) return;
    if (!call.isStarted) {
      call.isStarted = true;
      this.writer.startToolUse(this.createToolUse(call));
    }
    const json = call.takeUnsent();
    if (json !== '') this.writer.writeToolInput(json);
  }

  /** A call that never got a name is left out. */
  private closeCall(call: ToolCall): void {
    if (call.name === '') return;
    call.isNameFinal = true;
    this.writeCall(call);
    const rest = call.close();
    if (rest !== '') this.writer.writeToolInput(rest);
    this.writer.close();
  }
}

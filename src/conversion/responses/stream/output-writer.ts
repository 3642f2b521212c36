import type { ResponseContext } from '../../shared/response-context.js';
import type { BlockWriter } from '../../shared/stream/block-writer.js';
import { HeldContent } from '../../shared/stream/held-content.js';
import { ResponseText } from '../../shared/text/response-text.js';
import type { SplitText } from '../../shared/text/think-tag-splitter.js';
import { OutputEstimate } from '../../shared/tokens/output-estimate.js';

/** Writes the output items of one response as content blocks. */
export class OutputWriter {
  /** The text of a refusal. */
  refusal = '';
  /** The number of web searches. */
  webSearches = 0;
  /** The id of a search for tools whose result has not arrived yet. */
  toolSearchId: string | undefined;
  /** Why a call cannot be used; undefined while all are valid. */
  defect: string | undefined;
  readonly held = new HeldContent();
  /** The tokens of all output of the model, including hidden output. */
  readonly estimate = new OutputEstimate();
  private readonly responseText: ResponseText;
  /** Blank beginnings: blank text alone makes no block. */
  private readonly blank = { text: '', thinking: '' };

  constructor(
    readonly context: ResponseContext,
    readonly blocks: BlockWriter,
  ) {
    const { emulatedStops, thinkTags, echo } = context;
    this.responseText = new ResponseText(emulatedStops, thinkTags, echo, this.held);
  }

  /** The emulated stop sequence that ended the text: output after it was not requested. */
  get matchedStop(): string | null {
    return this.responseText.matchedStop;
  }

  writeText(text: string): void {
    if (text === '') return;
    this.estimate.add(text);
    this.writeSplit(this.responseText.accept(text));
  }

  writeRefusal(text: string): void {
    if (text === '') return;
    // No tag or stop sequence continues in a refusal.
    this.writeSplit(this.responseText.flush());
    this.estimate.add(text);
    this.held.add(text.length);
    this.refusal += text;
    this.writeProse('text', text);
  }

  writeThinking(text: string): void {
    if (text === '') return;
    this.estimate.add(text);
    this.addThinking(text);
  }

  /** Ends the blocks of an item. */
  closeItem(): void {
    this.writeSplit(this.responseText.flush());
    this.blank.text = '';
    this.blank.thinking = '';
    this.blocks.close();
  }

  /** Ends reasoning: its block carries the state, or else a block of its own. */
  closeReasoning(encrypted: string): void {
    if (encrypted !== '') this.blocks.state.addEncrypted(encrypted);
    if (!this.blocks.isOpen('thinking')) this.blocks.writeState();
    this.closeItem();
  }

  startCall(callId: string, name: string, namespace: string): void {
    const { callIds, toolNames } = this.context;
    const id = callIds.assign(callId);
    if (namespace !== '') this.blocks.writeState({ call: { id, extra: { namespace } } });
    this.blocks.startToolUse({ id, ...toolNames.nameForClient(name) });
  }

  private writeSplit({ thinking, text }: SplitText): void {
    if (thinking !== '') this.addThinking(thinking);
    if (text !== '') this.writeProse('text', text);
  }

  private addThinking(thinking: string): void {
    const { keptState, reasoning } = this.context;
    if (keptState.reasoning) this.blocks.state.addReasoning(thinking);
    if (reasoning !== 'hidden') this.writeProse('thinking', thinking);
  }

  private writeProse(kind: 'text' | 'thinking', text: string): void {
    if (this.blocks.isOpen(kind)) return this.blocks.write(kind, text);
    if (text.trim() === '') {
      this.held.add(text.length);
      this.blank[kind] += text;
      return;
    }
    this.blocks.write(kind, this.blank[kind] + text);
    this.blank[kind] = '';
  }
}

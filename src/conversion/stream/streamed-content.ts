import type { ChatReplyMessage } from '../../protocol/openai/chat-completion.js';
import { ApiError } from '../errors/api-error.js';
import type { ReplyContext } from '../response/reply-context.js';
import { ReplyText } from '../response/reply-text.js';
import type { SplitText } from '../response/think-tag-splitter.js';
import { toCallFragment } from '../response/to-call-fragment.js';
import { type ReplyPieces, toReplyPieces } from '../response/to-reply-pieces.js';
import { toClientToolCallId } from '../tool-call-ids.js';
import { BlockSequence } from './block-sequence.js';
import type { BlockWriter } from './block-writer.js';
import type { ToolCall } from './tool-call.js';
import { ToolCallBuffer } from './tool-call-buffer.js';

/** Turns the deltas of a reply into content blocks. */
export class StreamedContent {
  /** The words of a refusal. */
  refusal = '';
  /** All that the model wrote, shown or not, for an estimate of its tokens. */
  generatedText = '';
  private readonly replyText: ReplyText;
  private readonly calls: ToolCallBuffer;
  private readonly sequence: BlockSequence;

  constructor(
    private readonly context: ReplyContext,
    private readonly writer: BlockWriter,
  ) {
    const { toolNames, createId, emulatedStops, thinkTags, echo } = context;
    this.replyText = new ReplyText(emulatedStops, thinkTags, echo);
    this.calls = new ToolCallBuffer(toolNames.upstreamNames);
    this.sequence = new BlockSequence(writer, (call) => {
      call.clientId = call.id === '' ? `toolu_${createId()}` : toClientToolCallId(call.id);
      this.writeStateOf(call);
      return { id: call.clientId, ...toolNames.toClient(call.name) };
    });
  }

  /** The emulated stop sequence that ended the text: nothing behind it was asked for. */
  get matchedStop(): string | null {
    return this.replyText.matchedStop;
  }

  accept(message: ChatReplyMessage | null | undefined): void {
    const { thinking, text, refusal, calls, details } = toReplyPieces(message);
    this.generatedText += thinking + text + refusal;
    if (details.length > 0 && this.context.keptState.details) this.writer.state.addDetails(details);
    this.addThinking(thinking);
    if (text !== '') this.addText(this.replyText.accept(text));
    // No tag or stop sequence goes on behind a refusal or a call.
    if (refusal !== '' || calls.length > 0) this.addText(this.replyText.flush());
    if (this.matchedStop !== null) return;
    if (refusal !== '') this.addRefusal(refusal);
    if (calls.length > 0) this.addCalls(calls);
  }

  /** Closes the content. A broken call is an error, unless it is broken because the whole reply was cut off. */
  finish(isTruncated: boolean): ApiError | undefined {
    this.addText(this.replyText.flush());
    this.sequence.finish(isTruncated);
    const broken = isTruncated ? undefined : this.calls.defective;
    if (broken)
      return ApiError.upstream(`The upstream cut off or garbled a call of "${broken.name}": ${broken.defect}`);
    for (const call of this.calls.started) this.writeStateOf(call);
    this.writer.writeState();
    if (!this.writer.hasBlocks) this.writer.writeText('');
    this.writer.close();
    return undefined;
  }

  /** Writes what the upstream wants back with a call: before the call, unless it came too late. */
  private writeStateOf(call: ToolCall): void {
    const { extra } = call;
    if (!extra || call.isStateWritten || !this.context.keptState.calls) return;
    call.isStateWritten = true;
    this.writer.writeState({ call: { id: call.clientId, extra } });
  }

  private addThinking(thinking: string): void {
    if (thinking === '') return;
    if (this.context.keptState.reasoning) this.writer.state.addReasoning(thinking);
    if (this.context.reasoning !== 'hidden') this.sequence.addProse('thinking', thinking);
  }

  private addText({ thinking, text }: SplitText): void {
    this.addThinking(thinking);
    if (text !== '') this.sequence.addProse('text', text);
  }

  private addRefusal(refusal: string): void {
    this.refusal += refusal;
    this.sequence.addProse('text', refusal);
  }

  private addCalls(calls: ReplyPieces['calls']): void {
    for (const call of calls) {
      const fragment = toCallFragment(call);
      this.generatedText += fragment.name + fragment.argumentsText;
      this.sequence.addCall(this.calls.accept(fragment));
    }
  }
}

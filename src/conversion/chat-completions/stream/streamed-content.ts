import type { ChatResponseMessage } from '../../../protocol/openai/chat-completion.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { ResponseText } from '../../shared/text/response-text.js';
import type { SplitText } from '../../shared/text/think-tag-splitter.js';
import { parseToolCallFragment } from '../response/response-pieces.js';
import { type ResponsePieces, parseResponsePieces } from '../response/response-pieces.js';
import { BlockSequence } from '../../shared/stream/block-sequence.js';
import { HeldContent } from '../../shared/stream/held-content.js';
import { OutputEstimate } from '../../shared/tokens/output-estimate.js';
import type { BlockWriter, ToolUse } from '../../shared/stream/block-writer.js';
import type { ToolCall } from '../../shared/stream/tool-call-buffer.js';
import { ToolCallBuffer } from '../../shared/stream/tool-call-buffer.js';

/** Converts the deltas of a response to content blocks. */
export class StreamedContent {
  /** The text of a refusal. */
  refusal = '';
  /** The tokens of all output of the model, including hidden output. */
  readonly estimate = new OutputEstimate();
  private readonly held = new HeldContent();
  private readonly responseText: ResponseText;
  private readonly calls: ToolCallBuffer;
  private readonly sequence: BlockSequence;

  constructor(
    private readonly context: ResponseContext,
    private readonly writer: BlockWriter,
  ) {
    const { toolNames, callIds, emulatedStops, thinkTags, echo } = context;
    this.responseText = new ResponseText(emulatedStops, thinkTags, echo, this.held);
    this.calls = new ToolCallBuffer(toolNames.upstreamNames, this.held);
    const createToolUse = (call: ToolCall): ToolUse => {
      call.clientId = callIds.assign(call.id);
      this.writeStateOf(call);
      return { id: call.clientId, ...toolNames.nameForClient(call.name) };
    };
    this.sequence = new BlockSequence(writer, createToolUse, this.held);
  }

  /** The size of what is held until the response ends, in UTF-16 code units. */
  get heldSize(): number {
    return this.held.size;
  }

  /** The emulated stop sequence that ended the text: output after it was not requested. */
  get matchedStop(): string | null {
    return this.responseText.matchedStop;
  }

  accept(message: ChatResponseMessage | null | undefined): void {
    const { thinking, text, refusal, calls, details } = parseResponsePieces(message);
    this.estimate.add(thinking + text + refusal);
    if (details.length > 0 && this.context.keptState.details) this.writer.state.addDetails(details);
    this.addThinking(thinking);
    if (text !== '') this.addText(this.responseText.accept(text));
    // No tag or stop sequence continues after a refusal or a call.
    if (refusal !== '' || calls.length > 0) this.addText(this.responseText.flush());
    if (this.matchedStop !== null) return;
    if (refusal !== '') this.addRefusal(refusal);
    if (calls.length > 0) this.addCalls(calls);
  }

  /** Closes the content. An incomplete call is an error, unless the whole response was cut off. */
  finish(isTruncated: boolean): ApiError | undefined {
    this.addText(this.responseText.flush());
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

  /** Writes what the upstream requires back with a call: before the call, unless it arrived too late. */
  private writeStateOf(call: ToolCall): void {
    const { extra } = call;
    if (!extra || call.isStateWritten) return;
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
    this.held.add(refusal.length);
    this.refusal += refusal;
    this.sequence.addProse('text', refusal);
  }

  private addCalls(calls: ResponsePieces['calls']): void {
    for (const call of calls) {
      const fragment = parseToolCallFragment(call);
      this.estimate.add(fragment.name + fragment.argumentsText);
      this.sequence.addCall(this.calls.accept(fragment));
    }
  }
}

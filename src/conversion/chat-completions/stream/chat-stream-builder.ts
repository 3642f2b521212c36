import type { Usage } from '../../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import type { ChatChunk, ChatChunkChoice, ChatStreamItem } from '../../../protocol/openai/chat-chunk.js';
import type { ChatUsage } from '../../../protocol/openai/chat-completion.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import { asText, isJsonObject } from '../../../common/json.js';
import type { MessageStreamBuilder, ResponseAccount } from '../../conversion.js';
import { selectChoice } from '../response/choice.js';
import { buildRefusalChunk } from '../response/content-refusal.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { type Ending, resolveEnding } from '../../shared/stop-reason.js';
import { parseMatchedStop } from '../../shared/stop-reason.js';
import { findResponseError } from '../response/response-error.js';
import { parseReportedUsage } from '../../shared/usage.js';
import { convertUsage } from '../../shared/usage.js';
import { estimateTextTokens } from '../../shared/tokens/text-estimate.js';
import { BlockWriter } from '../../shared/stream/block-writer.js';
import { StreamedContent } from './streamed-content.js';
import { buildClosingEvents } from '../../shared/stream/message-events.js';
import { buildOpeningEvents } from '../../shared/stream/message-events.js';

/** Reasons that may strike in the middle of a call. */
const TRUNCATING: readonly string[] = ['length', 'model_length', 'content_filter'];

/** Builds the events of a streamed Message from a Chat Completions stream. */
export class ChatStreamBuilder implements MessageStreamBuilder<ChatStreamItem> {
  private readonly id: string;
  private readonly writer: BlockWriter;
  private readonly content: StreamedContent;
  private started = false;
  private over = false;
  private hasChoice = false;
  private finishReason = '';
  private matchedStop: string | null = null;
  private usage: ChatUsage | undefined;
  private serviceTier: unknown;
  private error: ApiError | undefined;
  private finalAccount: ResponseAccount | undefined;

  constructor(
    private readonly context: ResponseContext,
    private readonly requestId: string,
  ) {
    const { createId, reasoning, origin } = context;
    this.id = `msg_${createId()}`;
    this.writer = new BlockWriter(reasoning === 'shown', origin);
    this.content = new StreamedContent(context, this.writer);
  }

  /** The last event was produced: whatever comes later is ignored. */
  get isOver(): boolean {
    return this.over;
  }

  /** The reply is complete; only its usage may still come. */
  get isFinishing(): boolean {
    return !this.over && this.finishReason !== '';
  }

  get hasStarted(): boolean {
    return this.started;
  }

  /** What made the stream fail, if it did. */
  get failure(): ApiError | undefined {
    return this.error;
  }

  /** A part of the answer itself was produced. */
  get hasContent(): boolean {
    return this.writer.hasBlocks;
  }

  /** What was used, and why the answer ended; before its end, what can be told so far. */
  get account(): ResponseAccount {
    return this.finalAccount ?? { usage: this.convertUsage(() => this.estimateOutputTokens()), stopReason: null };
  }

  ping(): MessageStreamEvent[] {
    if (this.over) return [];
    if (this.started) return [{ type: 'ping' }];
    this.begin();
    return this.writer.takeEvents();
  }

  accept(items: readonly ChatStreamItem[]): MessageStreamEvent[] {
    for (const item of items) {
      if (this.over) break;
      if (item === '[DONE]') this.finishAtMark();
      else if (isJsonObject(item)) this.acceptChunk(item);
    }
    return this.writer.takeEvents();
  }

  refuse(refusal: ContentRefusal): MessageStreamEvent[] {
    return this.accept([buildRefusalChunk(refusal), '[DONE]']);
  }

  end(): MessageStreamEvent[] {
    if (this.isFinishing) this.finish();
    else if (!this.over) this.fail(ApiError.upstream('The upstream ended the stream before it was complete'));
    return this.writer.takeEvents();
  }

  private begin(): void {
    if (this.started || this.over) return;
    this.started = true;
    // Nothing of the answer is with the client yet, even where the upstream has already counted all of it.
    const usage = { ...this.convertUsage(() => 0), output_tokens: 0, output_tokens_details: null };
    this.writer.push(...buildOpeningEvents({ id: this.id, model: this.context.requestedModel, usage }));
  }

  private acceptChunk(chunk: ChatChunk): void {
    const choice = pickFirstAnswer(chunk);
    const error = findResponseError(chunk, choice, this.context);
    if (error instanceof ContentRefusal) this.acceptRefusal(error);
    else if (error) this.fail(error);
    else this.acceptReply(chunk, choice);
  }

  private acceptReply(chunk: ChatChunk, choice: ChatChunkChoice | undefined): void {
    const usage = parseReportedUsage(chunk);
    this.usage = usage ?? this.usage;
    this.serviceTier = chunk.service_tier ?? this.serviceTier;
    this.begin();
    if (choice) this.acceptChoice(choice);
    else if (usage && this.isFinishing) this.finish();
  }

  private acceptChoice(choice: ChatChunkChoice): void {
    this.hasChoice = true;
    this.finishReason ||= asText(choice.finish_reason);
    this.matchedStop ??= parseMatchedStop(choice, this.context.stopSequences);
    if (this.context.discardsOutput) return;
    this.content.accept(choice.delta);
    if (this.content.matchedStop !== null) this.finish();
  }

  /** A filter that strikes is an answer, too. */
  private acceptRefusal(refusal: ContentRefusal): void {
    const chunk = buildRefusalChunk(refusal);
    this.acceptReply(chunk, pickFirstAnswer(chunk));
    this.finish();
  }

  private finishAtMark(): void {
    if (this.hasChoice) this.finish();
    else this.fail(ApiError.upstream('The upstream ended the stream without an answer'));
  }

  private finish(): void {
    const isTruncated = TRUNCATING.includes(this.finishReason) || this.content.matchedStop !== null;
    const error = this.context.discardsOutput ? undefined : this.content.finish(isTruncated);
    if (error) return this.fail(error);
    this.over = true;
    const { usage } = this.account;
    const ending = this.resolveEnding();
    this.finalAccount = { usage, stopReason: ending.stop_reason };
    this.writer.push(...buildClosingEvents(ending, usage));
  }

  /** Before the first event, an error can still become an HTTP status. */
  private fail(error: ApiError): void {
    this.over = true;
    this.error = error;
    if (!this.started) throw error;
    this.writer.push(error.buildBody(this.requestId));
  }

  private resolveEnding(): Ending {
    const { matchedStop, refusal } = this.content;
    return resolveEnding({
      finishReason: this.context.discardsOutput ? 'length' : matchedStop === null ? this.finishReason : '',
      hasToolUse: this.writer.hasToolUse,
      refusal,
      stopSequence: matchedStop ?? this.matchedStop,
    });
  }

  private estimateOutputTokens(): number {
    return estimateTextTokens(this.content.generatedText);
  }

  private convertUsage(outputTokens: () => number): Usage {
    return convertUsage(this.usage, this.serviceTier, { inputTokens: this.context.estimateInputTokens, outputTokens });
  }
}

/** Alternative answers come in chunks of their own. */
function pickFirstAnswer({ choices }: ChatChunk): ChatChunkChoice | undefined {
  const choice = selectChoice(choices);
  return typeof choice?.index === 'number' && choice.index > 0 ? undefined : choice;
}

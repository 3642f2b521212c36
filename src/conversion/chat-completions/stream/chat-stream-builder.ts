import { asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Usage } from '../../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import type { ChatChunk, ChatChunkChoice, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ChatUsage } from '../../../protocol/openai/chat-completion.js';
import type { MessageStreamBuilder, ResponseAccount } from '../../conversion.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { type Ending, parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import { BlockWriter } from '../../shared/stream/block-writer.js';
import { buildClosingEvents, buildOpeningEvents } from '../../shared/stream/block-writer.js';
import { convertUsage, parseReportedUsage } from '../../shared/usage.js';
import { selectChoice } from '../response/response-pieces.js';
import { buildRefusalChunk } from '../response/content-refusal.js';
import { findResponseError } from '../response/response-error.js';
import { StreamedContent } from './streamed-content.js';

/** Finish reasons that may occur in the middle of a call. */
const TRUNCATING: readonly string[] = ['length', 'model_length', 'content_filter'];

/** Builds the events of a streamed Message from a Chat Completions stream. */
export class ChatStreamBuilder implements MessageStreamBuilder<ChatStreamItem> {
  hasStarted = false;
  isOver = false;
  failure: ApiError | undefined;
  private readonly id: string;
  private readonly writer: BlockWriter;
  private readonly content: StreamedContent;
  private hasChoice = false;
  private finishReason = '';
  private matchedStop: string | null = null;
  private usage: ChatUsage | undefined;
  private serviceTier: unknown;
  private finalAccount: ResponseAccount | undefined;

  constructor(
    private readonly context: ResponseContext,
    private readonly requestId: string,
  ) {
    const { createId, reasoning, origin } = context;
    this.id = `msg_${createId()}`;
    // Until the first block, a failure can still become an HTTP status, a retry or a fallback.
    this.writer = new BlockWriter(reasoning === 'shown', origin, () => this.start());
    this.content = new StreamedContent(context, this.writer);
  }

  get isFinishing(): boolean {
    return !this.isOver && this.finishReason !== '';
  }

  get hasContent(): boolean {
    return this.writer.hasBlocks;
  }

  get account(): ResponseAccount | undefined {
    if (this.finalAccount) return this.finalAccount;
    return this.hasStarted || this.hasChoice ? { usage: this.convertFinalUsage(), stopReason: null } : undefined;
  }

  get heldSize(): number {
    return this.content.heldSize;
  }

  ping(): MessageStreamEvent[] {
    if (this.isOver) return [];
    if (this.hasStarted) return [{ type: 'ping' }];
    this.start();
    return this.writer.flush();
  }

  accept(items: readonly ChatStreamItem[]): MessageStreamEvent[] {
    for (const item of items) {
      if (this.isOver) break;
      if (item === '[DONE]') this.finishAtMark();
      else if (isJsonObject(item)) this.acceptChunk(item);
    }
    return this.writer.flush();
  }

  refuse(refusal: ContentRefusal): MessageStreamEvent[] {
    return this.accept([buildRefusalChunk(refusal), '[DONE]']);
  }

  end(): MessageStreamEvent[] {
    if (this.isFinishing) this.finish();
    else if (!this.isOver) this.fail(ApiError.upstream('The upstream ended the stream before it was complete'));
    return this.writer.flush();
  }

  private start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    // Anthropic counts one token at the start of a message, even if the upstream has already counted all of it.
    const usage = { ...this.convertUsage(() => 0), output_tokens: 1, output_tokens_details: null };
    this.writer.push(...buildOpeningEvents({ id: this.id, model: this.context.requestedModel, usage }));
  }

  private acceptChunk(chunk: ChatChunk): void {
    const choice = selectFirstAlternative(chunk);
    const error = findResponseError(chunk, choice, this.context);
    if (error instanceof ContentRefusal) this.acceptRefusal(error);
    else if (error) this.fail(error);
    else this.acceptContent(chunk, choice);
  }

  private acceptContent(chunk: ChatChunk, choice: ChatChunkChoice | undefined): void {
    const usage = parseReportedUsage(chunk);
    this.usage = usage ?? this.usage;
    this.serviceTier = chunk.service_tier ?? this.serviceTier;
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

  /** A content filter that is triggered is a response as well. */
  private acceptRefusal(refusal: ContentRefusal): void {
    const chunk = buildRefusalChunk(refusal);
    this.acceptContent(chunk, selectFirstAlternative(chunk));
    this.finish();
  }

  private finishAtMark(): void {
    if (this.hasChoice) this.finish();
    else this.fail(ApiError.upstream('The upstream ended the stream without a response'));
  }

  private finish(): void {
    const isTruncated = TRUNCATING.includes(this.finishReason) || this.content.matchedStop !== null;
    const error = this.context.discardsOutput ? undefined : this.content.finish(isTruncated);
    if (error) return this.fail(error);
    this.start();
    this.isOver = true;
    const usage = this.convertFinalUsage();
    const ending = this.resolveEnding();
    this.finalAccount = { usage, stopReason: ending.stop_reason };
    this.writer.push(...buildClosingEvents(ending, usage));
  }

  private fail(error: ApiError): void {
    this.isOver = true;
    this.failure = error;
    if (!this.hasStarted) throw error;
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

  private convertFinalUsage(): Usage {
    return this.convertUsage(() => this.content.estimate.tokens);
  }

  private convertUsage(outputTokens: () => number): Usage {
    return convertUsage(this.usage, this.serviceTier, { inputTokens: this.context.estimateInputTokens, outputTokens });
  }
}

/** Selects the first of several alternative responses; the others arrive in chunks of their own. */
function selectFirstAlternative({ choices }: ChatChunk): ChatChunkChoice | undefined {
  const choice = selectChoice(choices);
  return typeof choice?.index === 'number' && choice.index > 0 ? undefined : choice;
}

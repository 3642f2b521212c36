import { asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Usage } from '../../../protocol/anthropic/message.js';
import type { ChatChunk, ChatChunkChoice, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ChatUsage } from '../../../protocol/openai/chat-completion.js';
import type { ResponseContext } from '../../shared/response-context.js';
import type { Ending, FinishReason } from '../../shared/stop-reason.js';
import { isTruncating, parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import { ResponseStreamBuilder } from '../../shared/stream/response-stream-builder.js';
import { convertUsage } from '../../shared/usage.js';
import { parseReportedUsage, readTokenCounts } from '../response/chat-usage.js';
import { ChoiceMerger } from '../response/choice-merger.js';
import { buildRefusalChunk } from '../response/content-refusal.js';
import { parseFinishReason } from '../response/finish-reason.js';
import { findResponseError } from '../response/response-error.js';
import { StreamedContent } from './streamed-content.js';

/** Builds the events of a streamed Message from a Chat Completions stream. */
export class ChatStreamBuilder extends ResponseStreamBuilder<ChatStreamItem> {
  protected hasResponse = false;
  private readonly content: StreamedContent;
  private readonly choices = new ChoiceMerger();
  private finishReason: FinishReason | undefined;
  private matchedStop: string | null = null;
  private usage: ChatUsage | undefined;
  private serviceTier: unknown;

  /** `keepsBrokenCalls`: invalid arguments do not cause an error, because the Message will contain them as text. */
  constructor(
    context: ResponseContext,
    requestId: string,
    private readonly keepsBrokenCalls = false,
  ) {
    super(context, requestId);
    this.content = new StreamedContent(context, this.writer);
  }

  get isFinishing(): boolean {
    return !this.isOver && this.finishReason !== undefined;
  }

  get heldSize(): number {
    return this.content.heldSize;
  }

  protected acceptItem(item: ChatStreamItem): void {
    if (item === '[DONE]') this.finishAtMark();
    else if (isJsonObject(item)) this.acceptChunk(item);
  }

  /** A content filter that is triggered is a response as well. */
  protected acceptRefusal(refusal: ContentRefusal): void {
    const chunk = buildRefusalChunk(refusal);
    this.acceptContent(chunk, chunk.choices?.[0] ?? undefined);
    this.finish();
  }

  protected acceptEnd(): void {
    if (this.isFinishing) this.finish();
    else this.fail(ApiError.upstream('The upstream ended the stream before it was complete'));
  }

  protected estimateOutputTokens(): number {
    return this.content.estimate.tokens;
  }

  protected convertUsage(outputTokens: () => number): Usage {
    const { estimateInputTokens: inputTokens } = this.context;
    return convertUsage(readTokenCounts(this.usage, this.context.usage), this.serviceTier, {
      inputTokens,
      outputTokens,
    });
  }

  private acceptChunk(chunk: ChatChunk): void {
    const choice = this.choices.merge(chunk.choices);
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
    this.hasResponse = true;
    this.acceptFinishReason(choice);
    this.matchedStop ??= parseMatchedStop(choice, this.context.stopSequences);
    if (this.context.discardsOutput) return;
    this.content.accept(choice.delta);
    if (this.content.matchedStop !== null) this.finish();
  }

  private acceptFinishReason(choice: ChatChunkChoice): void {
    const reason = parseFinishReason(choice);
    if (reason === 'unknown' && !this.finishReason) this.context.onUnknownFinishReason(asText(choice.finish_reason));
    if (this.finishReason === undefined || isTruncating(reason)) this.finishReason = reason;
  }

  private finishAtMark(): void {
    if (this.hasResponse) this.finish();
    else this.fail(ApiError.upstream('The upstream ended the stream without a response'));
  }

  private finish(): void {
    if (this.isOver) return;
    const isTruncated = isTruncating(this.finishReason) || this.content.matchedStop !== null;
    const error = this.context.discardsOutput ? undefined : this.content.finish(isTruncated || this.keepsBrokenCalls);
    if (error) this.fail(error);
    else this.complete(this.resolveEnding());
  }

  private resolveEnding(): Ending {
    const { matchedStop, refusal } = this.content;
    return resolveEnding({
      finishReason: this.context.discardsOutput ? 'length' : matchedStop === null ? this.finishReason : undefined,
      hasToolUse: this.writer.hasToolUse,
      refusal,
      stopSequence: matchedStop ?? this.matchedStop,
    });
  }
}

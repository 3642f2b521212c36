import { asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Usage } from '../../../protocol/anthropic/message.js';
import type { ChatChunk, ChatChunkChoice, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ChatUsage } from '../../../protocol/openai/chat-completion.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { type Ending, parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import { ResponseStreamBuilder } from '../../shared/stream/response-stream-builder.js';
import { convertUsage } from '../../shared/usage.js';
import { parseReportedUsage, readTokenCounts } from '../response/chat-usage.js';
import { selectChoice } from '../response/response-pieces.js';
import { buildRefusalChunk } from '../response/content-refusal.js';
import { findResponseError } from '../response/response-error.js';
import { StreamedContent } from './streamed-content.js';

/** Finish reasons that may occur in the middle of a call. */
const TRUNCATING: readonly string[] = ['length', 'model_length', 'content_filter'];

/** Builds the events of a streamed Message from a Chat Completions stream. */
export class ChatStreamBuilder extends ResponseStreamBuilder<ChatStreamItem> {
  protected hasResponse = false;
  private readonly content: StreamedContent;
  private finishReason = '';
  private matchedStop: string | null = null;
  private usage: ChatUsage | undefined;
  private serviceTier: unknown;

  constructor(context: ResponseContext, requestId: string) {
    super(context, requestId);
    this.content = new StreamedContent(context, this.writer);
  }

  get isFinishing(): boolean {
    return !this.isOver && this.finishReason !== '';
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
    this.acceptContent(chunk, selectFirstAlternative(chunk));
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
    return convertUsage(readTokenCounts(this.usage), this.serviceTier, { inputTokens, outputTokens });
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
    this.hasResponse = true;
    this.finishReason ||= asText(choice.finish_reason);
    this.matchedStop ??= parseMatchedStop(choice, this.context.stopSequences);
    if (this.context.discardsOutput) return;
    this.content.accept(choice.delta);
    if (this.content.matchedStop !== null) this.finish();
  }

  private finishAtMark(): void {
    if (this.hasResponse) this.finish();
    else this.fail(ApiError.upstream('The upstream ended the stream without a response'));
  }

  private finish(): void {
    if (this.isOver) return;
    const isTruncated = TRUNCATING.includes(this.finishReason) || this.content.matchedStop !== null;
    const error = this.context.discardsOutput ? undefined : this.content.finish(isTruncated);
    if (error) this.fail(error);
    else this.complete(this.resolveEnding());
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
}

/** Selects the first of several alternative responses; the others arrive in chunks of their own. */
function selectFirstAlternative({ choices }: ChatChunk): ChatChunkChoice | undefined {
  const choice = selectChoice(choices);
  return typeof choice?.index === 'number' && choice.index > 0 ? undefined : choice;
}

import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Usage } from '../../../protocol/anthropic/message.js';
import type { ResponsesEvent, ResponsesResponse, ResponsesStreamItem } from '../../../protocol/openai/responses.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { isTruncating, resolveEnding } from '../../shared/stop-reason.js';
import type { FinishReason } from '../../shared/stop-reason.js';
import { ResponseStreamBuilder } from '../../shared/stream/response-stream-builder.js';
import { convertUsage } from '../../shared/usage.js';
import type { TokenCounts } from '../../shared/usage.js';
import { resolveFinishReason } from '../response/finish-reason.js';
import { convertResponseError } from '../response/response-error.js';
import { readTokenCounts } from '../response/responses-usage.js';
import { OutputSequence } from './output-sequence.js';
import { OutputWriter } from './output-writer.js';

/** Builds the events of a streamed Message from a stream of the Responses API. */
export class ResponsesStreamBuilder extends ResponseStreamBuilder<ResponsesStreamItem> {
  /** The usage arrives with the end. */
  readonly isFinishing = false;
  private readonly output: OutputWriter;
  private readonly sequence: OutputSequence;
  private usage: TokenCounts | undefined;
  private serviceTier: unknown;

  constructor(context: ResponseContext, requestId: string) {
    super(context, requestId);
    this.output = new OutputWriter(context, this.writer);
    this.sequence = new OutputSequence(this.output);
  }

  get heldSize(): number {
    return this.output.held.size;
  }

  protected get hasResponse(): boolean {
    return this.sequence.hasItems;
  }

  protected acceptItem(item: ResponsesStreamItem): void {
    if (item === '[DONE]') return this.acceptEnd();
    switch (item.type) {
      case 'response.completed':
      case 'response.incomplete':
        return this.acceptResponse(item);
      case 'response.failed':
      case 'error':
        return this.acceptFailure(item);
      case 'response.cancelled':
        return this.fail(ApiError.upstream('The upstream cancelled its response'));
      default:
        return this.acceptOutput(item);
    }
  }

  protected acceptRefusal({ message }: ContentRefusal): void {
    if (!this.context.discardsOutput) {
      this.sequence.finish();
      this.output.writeRefusal(message);
    }
    this.finish('content_filter');
  }

  protected acceptEnd(): void {
    this.fail(ApiError.upstream('The upstream ended the stream before it was complete'));
  }

  protected estimateOutputTokens(): number {
    return this.output.estimate.tokens;
  }

  protected convertUsage(outputTokens: () => number): Usage {
    const { estimateInputTokens: inputTokens } = this.context;
    const usage = convertUsage(this.usage, this.serviceTier, { inputTokens, outputTokens });
    const { webSearches } = this.output;
    if (webSearches === 0) return usage;
    return { ...usage, server_tool_use: { web_search_requests: webSearches, web_fetch_requests: 0 } };
  }

  private acceptOutput(event: ResponsesEvent): void {
    if (this.context.discardsOutput) return;
    this.sequence.accept(event);
    if (this.output.matchedStop !== null) this.finish('stop');
  }

  /** The last event repeats the whole response. */
  private acceptResponse({ type, response }: ResponsesEvent): void {
    const received: ResponsesResponse = isJsonObject(response) ? response : {};
    if (received.status === 'failed') return this.acceptFailure({ type, response: received });
    this.acceptUsage(received);
    if (!this.context.discardsOutput) this.sequence.complete(received.output);
    const isIncomplete = type === 'response.incomplete' || received.status === 'incomplete';
    this.finish(isIncomplete ? resolveFinishReason(received, this.context) : 'stop');
  }

  private acceptFailure(event: ResponsesEvent): void {
    if (isJsonObject(event.response)) this.acceptUsage(event.response);
    const error = convertResponseError(event, this.context);
    if (error instanceof ContentRefusal) this.acceptRefusal(error);
    else this.fail(error);
  }

  private acceptUsage({ usage, service_tier }: ResponsesResponse): void {
    this.usage = readTokenCounts(usage);
    this.serviceTier = service_tier;
  }

  private finish(reason: FinishReason): void {
    const { matchedStop, defect } = this.output;
    const { discardsOutput } = this.context;
    const isTruncated = isTruncating(reason) || matchedStop !== null;
    if (defect !== undefined && !isTruncated) return this.fail(ApiError.upstream(defect));
    if (!discardsOutput) this.closeContent();
    this.complete(
      resolveEnding({
        finishReason: discardsOutput ? 'length' : matchedStop === null ? reason : undefined,
        hasToolUse: this.writer.hasToolUse,
        refusal: this.output.refusal,
        stopSequence: matchedStop,
      }),
    );
  }

  private closeContent(): void {
    this.writer.writeState();
    // Clients retry when a message has no block.
    if (!this.writer.hasBlocks) this.writer.writeText('');
    this.writer.close();
  }
}

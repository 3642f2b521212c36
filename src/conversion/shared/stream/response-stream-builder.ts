import type { ApiError } from '../../../errors/api-error.js';
import type { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Usage } from '../../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import type { MessageStreamBuilder, ResponseAccount } from '../../conversion.js';
import type { ResponseContext } from '../response-context.js';
import type { Ending } from '../stop-reason.js';
import { BlockWriter, buildClosingEvents, buildOpeningEvents } from './block-writer.js';

/** What the stream builders of all upstream APIs have in common: how a message starts, pings, fails and ends. */
export abstract class ResponseStreamBuilder<Item> implements MessageStreamBuilder<Item> {
  hasStarted = false;
  isOver = false;
  failure: ApiError | undefined;
  abstract readonly isFinishing: boolean;
  abstract readonly heldSize: number;
  protected readonly writer: BlockWriter;
  private readonly id: string;
  private finalAccount: ResponseAccount | undefined;

  constructor(
    protected readonly context: ResponseContext,
    private readonly requestId: string,
  ) {
    const { createId, reasoning, origin } = context;
    this.id = `msg_${createId()}`;
    // Until the first block, a failure can still become an HTTP status, a retry or a fallback.
    this.writer = new BlockWriter(reasoning === 'shown', origin, () => this.start());
  }

  get hasContent(): boolean {
    return this.writer.hasBlocks;
  }

  get account(): ResponseAccount | undefined {
    if (this.finalAccount) return this.finalAccount;
    return this.hasStarted || this.hasResponse ? { usage: this.convertFinalUsage(), stopReason: null } : undefined;
  }

  ping(): MessageStreamEvent[] {
    if (this.isOver) return [];
    if (this.hasStarted) return [{ type: 'ping' }];
    this.start();
    return this.writer.flush();
  }

  accept(items: readonly Item[]): MessageStreamEvent[] {
    for (const item of items) {
      if (this.isOver) break;
      this.acceptItem(item);
    }
    return this.writer.flush();
  }

  refuse(refusal: ContentRefusal): MessageStreamEvent[] {
    if (!this.isOver) this.acceptRefusal(refusal);
    return this.writer.flush();
  }

  end(): MessageStreamEvent[] {
    if (!this.isOver) this.acceptEnd();
    return this.writer.flush();
  }

  /** The upstream has started to respond. */
  protected abstract readonly hasResponse: boolean;
  protected abstract acceptItem(item: Item): void;
  /** Ends the message as a content filter that is triggered does. */
  protected abstract acceptRefusal(refusal: ContentRefusal): void;
  /** The upstream closed the stream. */
  protected abstract acceptEnd(): void;
  /** Converts the usage that is known so far. */
  protected abstract convertUsage(estimateOutput: () => number): Usage;
  protected abstract estimateOutputTokens(): number;

  /** Ends the message, which must have its content. */
  protected complete(ending: Ending): void {
    this.start();
    this.isOver = true;
    const usage = this.convertFinalUsage();
    this.finalAccount = { usage, stopReason: ending.stop_reason };
    this.writer.push(...buildClosingEvents(ending, usage));
  }

  /** Ends the message with an error, which is thrown if nothing was produced yet. */
  protected fail(error: ApiError): void {
    this.isOver = true;
    this.failure = error;
    if (!this.hasStarted) throw error;
    this.writer.push(error.buildBody(this.requestId));
  }

  private start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    // Anthropic counts one token at the start of a message, even if the upstream has already counted all of it.
    const usage = { ...this.convertUsage(() => 0), output_tokens: 1, output_tokens_details: null };
    this.writer.push(...buildOpeningEvents({ id: this.id, model: this.context.requestedModel, usage }));
  }

  private convertFinalUsage(): Usage {
    return this.convertUsage(() => this.estimateOutputTokens());
  }
}

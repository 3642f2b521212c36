import type { ResponseUsage, StopReason } from '../protocol/anthropic/message.js';

/** A whole response that a Messages upstream sent and the client receives as it is. */
export class ForwardedMessage {
  constructor(
    /** The JSON of the message. */
    readonly bytes: Buffer,
    readonly usage: ResponseUsage,
    readonly stop_reason: StopReason | null,
  ) {}

  /** In bytes. */
  get length(): number {
    return this.bytes.length;
  }
}

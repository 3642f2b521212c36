import type { Message } from '../../protocol/anthropic/message.js';
import type { ChatStreamItem } from '../../protocol/openai/chat-chunk.js';
import type { ReplyContext } from '../response/reply-context.js';
import { MessageStreamBuilder } from './message-stream-builder.js';
import { toMessageFromEvents } from './to-message-from-events.js';

/** Converts a complete stream into a Message, for upstreams that stream although not asked to. Throws ApiError. */
export function toMessageFromStream(items: readonly ChatStreamItem[], context: ReplyContext): Message {
  // The request id would only show in an `error` event, which is thrown instead.
  const builder = new MessageStreamBuilder(context, '');
  const events = [...builder.accept(items), ...builder.end()];
  if (builder.failure) throw builder.failure;
  return toMessageFromEvents(events);
}

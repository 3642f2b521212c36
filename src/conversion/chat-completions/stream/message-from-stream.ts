import type { Message } from '../../../protocol/anthropic/message.js';
import type { ChatStreamItem } from '../../../protocol/openai/chat-chunk.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { MessageStreamBuilder } from './message-stream-builder.js';
import { collectMessage } from '../../shared/stream/event-collector.js';

/** Converts a complete stream into a Message, for upstreams that stream although not asked to. Throws ApiError. */
export function convertStreamedResponse(items: readonly ChatStreamItem[], context: ResponseContext): Message {
  // The request id would only show in an `error` event, which is thrown instead.
  const builder = new MessageStreamBuilder(context, '');
  const events = [...builder.accept(items), ...builder.end()];
  if (builder.failure) throw builder.failure;
  return collectMessage(events);
}

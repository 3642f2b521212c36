import type { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Message } from '../../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { collectMessage } from '../../shared/stream/event-collector.js';
import { ResponsesStreamBuilder } from '../stream/responses-stream-builder.js';
import type { ResponsesItems } from './responses-reader.js';

/**
 * Converts a response that is not streamed to the client. The event that ends a stream repeats all output, and a stream
 * without other events is converted from it alone. Throws an ApiError if the response reports an error or cannot be read.
 */
export function convertResponse(items: ResponsesItems, context: ResponseContext): Message {
  return collect(context, (builder) => [...builder.accept(items), ...builder.end()]);
}

/** Converts an HTTP error of the content filter. */
export function convertRefusal(refusal: ContentRefusal, context: ResponseContext): Message {
  return collect(context, (builder) => builder.refuse(refusal));
}

function collect(
  context: ResponseContext,
  build: (builder: ResponsesStreamBuilder) => readonly MessageStreamEvent[],
): Message {
  // The request id would show only in an `error` event, and that is thrown instead.
  const builder = new ResponsesStreamBuilder(context, '');
  const events = build(builder);
  if (builder.failure) throw builder.failure;
  return collectMessage(events);
}

import type { Message } from '../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../protocol/anthropic/stream-events.js';

/** Makes the events with which a streamed Message begins. */
export function toOpeningEvents({ id, model, usage }: Pick<Message, 'id' | 'model' | 'usage'>): MessageStreamEvent[] {
  const message: Message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage,
  };
  return [{ type: 'message_start', message }, { type: 'ping' }];
}

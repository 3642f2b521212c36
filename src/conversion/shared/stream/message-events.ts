import type { Message, Usage } from '../../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import type { Ending } from '../stop-reason.js';

/** Builds the events that open a streamed Message. */
export function buildOpeningEvents({
  id,
  model,
  usage,
}: Pick<Message, 'id' | 'model' | 'usage'>): MessageStreamEvent[] {
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

/** Builds the events that end a streamed Message. */
export function buildClosingEvents(ending: Ending, usage: Usage): MessageStreamEvent[] {
  const { service_tier: _tier, cache_creation: _creation, inference_geo: _geo, speed: _speed, ...counts } = usage;
  return [{ type: 'message_delta', delta: { ...ending, container: null }, usage: counts }, { type: 'message_stop' }];
}

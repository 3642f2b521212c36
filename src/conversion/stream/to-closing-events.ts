import type { Usage } from '../../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../protocol/anthropic/stream-events.js';
import type { Ending } from '../response/to-ending.js';

/** Makes the events with which a streamed Message ends. */
export function toClosingEvents(ending: Ending, usage: Usage): MessageStreamEvent[] {
  const { service_tier: _tier, cache_creation: _creation, inference_geo: _geo, speed: _speed, ...counts } = usage;
  return [{ type: 'message_delta', delta: { ...ending, container: null }, usage: counts }, { type: 'message_stop' }];
}

import type { StreamBatch } from '../conversion/conversion.js';
import type { Message, Usage } from '../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';

type InputCounts = Pick<Usage, 'input_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'>;

/** Scales the reported input tokens, so that clients that assume a larger context window compact in time. */
export function scaleMessage(message: Message, scale: number): Message {
  if (scale === 1) return message;
  const { cache_creation } = message.usage;
  const usage = scaleCounts(message.usage, scale);
  if (!cache_creation) return { ...message, usage };
  const ephemeral_1h_input_tokens = Math.round(cache_creation.ephemeral_1h_input_tokens * scale);
  const ephemeral_5m_input_tokens = usage.cache_creation_input_tokens - ephemeral_1h_input_tokens;
  return { ...message, usage: { ...usage, cache_creation: { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens } } };
}

/** Scales the counts in the events of a stream; in what is forwarded as bytes they are scaled already. */
export function scaleBatch(batch: StreamBatch, scale: number): StreamBatch {
  return scale === 1 || !isEventBatch(batch) ? batch : batch.map((event) => scaleEvent(event, scale));
}

/** Array.isArray does not narrow a read-only array. */
const isEventBatch = (batch: StreamBatch): batch is readonly MessageStreamEvent[] => Array.isArray(batch);

function scaleEvent(event: MessageStreamEvent, scale: number): MessageStreamEvent {
  if (event.type === 'message_start') return { ...event, message: scaleMessage(event.message, scale) };
  return event.type === 'message_delta' ? { ...event, usage: scaleCounts(event.usage, scale) } : event;
}

function scaleCounts<Counts extends InputCounts>(counts: Counts, scale: number): Counts {
  return {
    ...counts,
    input_tokens: Math.round(counts.input_tokens * scale),
    cache_creation_input_tokens: Math.round(counts.cache_creation_input_tokens * scale),
    cache_read_input_tokens: Math.round(counts.cache_read_input_tokens * scale),
  };
}

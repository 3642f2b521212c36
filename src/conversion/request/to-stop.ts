import type { ModelTraits } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';

/** Converts as many stop sequences as the model takes; the rest have to be looked for in its output. */
export function toStop({ stop_sequences }: CreateMessageRequest, { maxStops }: ModelTraits): Pick<ChatRequest, 'stop'> {
  const stop = (stop_sequences ?? []).filter((sequence) => sequence.trim() !== '').slice(0, maxStops);
  return stop.length > 0 ? { stop } : {};
}

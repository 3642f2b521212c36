import type { ModelTraits } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';

/** Converts temperature, top_p and top_k, for the models that take them. */
export function toSampling(
  { temperature, top_p, top_k }: CreateMessageRequest,
  { takesSampling }: ModelTraits,
  dropped: DroppedNames,
): Pick<ChatRequest, 'temperature' | 'top_p' | 'top_k'> {
  const sampling = {
    ...(temperature != null && { temperature }),
    ...(top_p != null && { top_p }),
    ...(top_k != null && { top_k }),
  };
  if (takesSampling) return sampling;
  for (const name of Object.keys(sampling)) dropped.add(name);
  return {};
}

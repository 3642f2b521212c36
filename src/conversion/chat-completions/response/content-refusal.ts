import type { ContentRefusal } from '../../../errors/content-refusal.js';
import type { ChatChunk } from '../../../protocol/openai/chat-completion.js';
import type { ChatCompletion } from '../../../protocol/openai/chat-completion.js';

/** Builds the completion with which an upstream could have reported that its content filter was triggered. */
export function buildRefusalCompletion({ message }: ContentRefusal): ChatCompletion {
  return { choices: [{ message: { refusal: message }, finish_reason: 'content_filter' }] };
}

/** Builds the same as a chunk of a stream. */
export function buildRefusalChunk({ message }: ContentRefusal): ChatChunk {
  return { choices: [{ delta: { refusal: message }, finish_reason: 'content_filter' }] };
}

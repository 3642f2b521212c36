import type { ChatReplyMessage, ChatReplyPart } from '../../protocol/openai/chat-completion.js';
import { asList } from './as-list.js';
import { asText } from './as-text.js';
import { isJsonObject } from '../is-json-object.js';

/**
 * Finds the reasoning in a reply or a delta. Many upstreams send the same text in two fields for compatibility, so the
 * first that holds any wins.
 */
export function toReasoningText(message: ChatReplyMessage): string {
  return (
    readText(message.reasoning_content) ||
    readText(message.reasoning) ||
    readText(message.reasoning_details) ||
    readThinkingParts(message.content)
  );
}

function readText(value: unknown): string {
  if (Array.isArray(value)) return value.map(readItem).join('');
  return readItem(value);
}

function readItem(item: unknown): string {
  return isJsonObject(item) ? asText(item['text']) || asText(item['summary']) : asText(item);
}

/** Mistral puts its thinking into the content, as parts that hold parts. */
function readThinkingParts(content: ChatReplyMessage['content']): string {
  return asList<ChatReplyPart | null>(content)
    .map((part) => readText(part?.thinking))
    .join('');
}

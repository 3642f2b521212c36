import type { ContentBlock, Message, TextCitation, Usage } from '../../../protocol/anthropic/message.js';
import type {
  ContentBlockDelta,
  MessageDeltaEvent,
  MessageStreamEvent,
} from '../../../protocol/anthropic/stream-events.js';
import { ApiError } from '../../../errors/api-error.js';
import { parseToolInput } from '../tool-input.js';

interface Draft {
  readonly block: ContentBlock;
  body: string;
  signature: string;
  readonly citations: TextCitation[];
}

/** Folds the events of a streamed Message into the Message that they describe. */
export function collectMessage(events: readonly MessageStreamEvent[]): Message {
  const drafts: Draft[] = [];
  let message: Message | undefined;
  for (const event of events) {
    if (event.type === 'message_start') message = event.message;
    else if (event.type === 'content_block_start') drafts.push(createDraft(event.content_block));
    else if (event.type === 'content_block_delta') grow(drafts[event.index], event.delta);
    else if (event.type === 'message_delta') message = message && applyEnding(message, event);
  }
  if (!message) throw ApiError.upstream('The upstream streamed no message');
  return { ...message, content: drafts.map(buildBlock) };
}

function createDraft(block: ContentBlock): Draft {
  return { block, body: '', signature: '', citations: [] };
}

function grow(draft: Draft | undefined, delta: ContentBlockDelta): void {
  if (!draft) return;
  switch (delta.type) {
    case 'text_delta':
      draft.body += delta.text;
      break;
    case 'thinking_delta':
      draft.body += delta.thinking;
      break;
    case 'input_json_delta':
      draft.body += delta.partial_json;
      break;
    case 'signature_delta':
      draft.signature += delta.signature;
      break;
    case 'citations_delta':
      draft.citations.push(delta.citation);
      break;
  }
}

function buildBlock({ block, body, signature, citations }: Draft): ContentBlock {
  switch (block.type) {
    case 'text':
      return { ...block, text: body, ...(citations.length > 0 && { citations }) };
    case 'thinking':
      return { ...block, thinking: body, signature };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: parseToolInput(body) };
    default:
      return block;
  }
}

/** The final counts are for the whole message; only the first ones distinguish kinds of cache writes. */
function applyEnding(message: Message, { delta, usage }: MessageDeltaEvent): Message {
  const written = usage.cache_creation_input_tokens;
  const long = Math.min(written, message.usage.cache_creation?.ephemeral_1h_input_tokens ?? 0);
  const cache_creation: Usage['cache_creation'] =
    written > 0 ? { ephemeral_5m_input_tokens: written - long, ephemeral_1h_input_tokens: long } : null;
  return { ...message, ...delta, usage: { ...message.usage, ...usage, cache_creation } };
}

import { createHash } from 'node:crypto';
import type { ChatMessage, ChatRequest } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';

const validId = /^[A-Za-z0-9]{9}$/;

/** Mistral's own API. It rejects unknown fields. */
export const mistral = defineProfile({
  name: 'mistral',
  matches: matchDomains('api.mistral.ai', 'codestral.mistral.ai'),
  // The last chunk contains the usage without this option.
  rejectedFields: ['top_k', 'stream_options'],
  reasoningReplay: 'thinking_parts',
  prefill: 'echoed',
  emptyContent: 'omitted',
  media: { files: false },
  tools: { forcedChoices: ['required'], strict: false, schema: { closedObjects: false } },
  refine: ({ tool_choice, messages, ...rest }) => ({
    ...rest,
    messages: markPrefill(messages.map(convertToolCallIds)),
    ...(tool_choice && { tool_choice: tool_choice === 'required' ? 'any' : tool_choice }),
  }),
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: Infinity,
    efforts: resolveEfforts(model, [/mistral-(?:small-(?:latest|2603)|medium-3\.5)/i, ['none', 'high']]),
  }),
});

// "Tool call id was call_… but must be a-z, A-Z, 0-9, with a length of 9" (opencode#1680)
function convertToolCallId(id: string): string {
  return validId.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);
}

function convertToolCallIds(message: ChatMessage): ChatMessage {
  if (message.role === 'tool') return { ...message, tool_call_id: convertToolCallId(message.tool_call_id) };
  return message.role === 'assistant' && message.tool_calls
    ? { ...message, tool_calls: message.tool_calls.map((call) => ({ ...call, id: convertToolCallId(call.id) })) }
    : message;
}

function markPrefill(messages: ChatRequest['messages']): ChatRequest['messages'] {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? [...messages.slice(0, -1), { ...last, prefix: true }] : messages;
}

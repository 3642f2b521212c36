import type { ChatAssistantMessage, ChatAssistantPart, ChatToolCall } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { joinAssistantText } from '../../shared/conversation/assistant-turn.js';
import type { AssistantMessage, AssistantTurn, ToolCall } from '../../shared/conversation/assistant-turn.js';
import type { CacheBreakpoint } from '../../shared/conversation/cache-breakpoint.js';
import type { ConversationScope } from '../../shared/conversation/conversation-scope.js';
import { collectPastReasoning } from './past-reasoning.js';
import type { PastReasoning } from './past-reasoning.js';

/** Converts an assistant turn to one message: Chat Completions has one place for each of text, calls and reasoning. */
export function convertAssistantTurn(
  { messages }: AssistantTurn,
  scope: ConversationScope,
  isAmongCalls: boolean,
): ChatAssistantMessage {
  const past = messages.map((message) => collectPastReasoning(message, scope));
  const calls = messages.flatMap((message, index) => convertCalls(message, past[index], scope));
  const text = joinParagraphs(messages.map(joinAssistantText));
  return {
    ...buildMessage(text, calls, findCacheBreakpoint(messages, scope.profile)),
    ...buildReasoningReplay(text, past, scope.profile, isAmongCalls),
  };
}

function joinParagraphs(texts: readonly string[]): string {
  return texts.filter(Boolean).join('\n\n');
}

function buildMessage(
  text: string,
  calls: readonly ChatToolCall[],
  cache_control: CacheBreakpoint | undefined,
): ChatAssistantMessage {
  const content = cache_control && text.trim() ? [{ type: 'text' as const, text, cache_control }] : text;
  return calls.length > 0
    ? { role: 'assistant', content: content || null, tool_calls: calls }
    : { role: 'assistant', content };
}

// OpenAI accepts no breakpoint in assistant messages, and calls cannot carry one.
function findCacheBreakpoint(
  messages: readonly AssistantMessage[],
  { cacheControl }: ProviderProfile,
): CacheBreakpoint | undefined {
  if (cacheControl !== 'copied') return undefined;
  const breakpoints = messages.flat().map((item) => (item.type === 'text' ? item.cacheBreakpoint : undefined));
  return breakpoints.findLast((breakpoint) => breakpoint !== undefined);
}

function convertCalls(
  message: AssistantMessage,
  past: PastReasoning | undefined,
  scope: ConversationScope,
): readonly ChatToolCall[] {
  const calls = message.filter((item) => item.type === 'call').map((call) => convertCall(call, past));
  return addMissingSignature(calls, scope);
}

function convertCall(
  { clientId, id, name, arguments: argumentsText }: ToolCall,
  past: PastReasoning | undefined,
): ChatToolCall {
  const extra_content = past?.callExtras.get(clientId);
  return {
    id,
    type: 'function',
    function: { name, arguments: argumentsText },
    ...(extra_content && { extra_content }),
  };
}

// Gemini signs the first of parallel calls. Calls of another model, or from before a bound was hit, have no signature.
function addMissingSignature(
  calls: readonly ChatToolCall[],
  { profile, upstreamModel }: ConversationScope,
): readonly ChatToolCall[] {
  const [first, ...others] = calls;
  if (!first || calls.some((call) => call.extra_content)) return calls;
  const thought_signature = profile.modelFeatures(upstreamModel).missingThoughtSignature;
  if (thought_signature === undefined) return calls;
  return [{ ...first, extra_content: { google: { thought_signature } } }, ...others];
}

/** Sends earlier reasoning back in the fields that the upstream accepts. */
function buildReasoningReplay(
  text: string,
  past: readonly PastReasoning[],
  { reasoningReplay, reasoningPlaceholder }: ProviderProfile,
  isAmongCalls: boolean,
): Partial<ChatAssistantMessage> {
  if (reasoningReplay === 'none') return {};
  const reasoning = joinParagraphs(past.map((message) => message.text));
  switch (reasoningReplay) {
    case 'reasoning':
    case 'reasoning_content':
      return reasoning ? { [reasoningReplay]: reasoning } : {};
    case 'required_reasoning_content':
      // DeepSeek requires it in every message once there are calls, and ignores or rejects it before (openclaude#878).
      return isAmongCalls ? { reasoning_content: reasoning || reasoningPlaceholder } : {};
    case 'reasoning_details': {
      const details = past.flatMap((message) => message.details);
      if (details.length > 0) return { reasoning_details: details };
      return reasoning ? { reasoning } : {};
    }
    case 'thinking_parts':
      return reasoning ? { content: buildThinkingParts(reasoning, text) } : {};
  }
}

function buildThinkingParts(reasoning: string, text: string): readonly ChatAssistantPart[] {
  return [
    { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] },
    ...(text ? [{ type: 'text', text } as const] : []),
  ];
}

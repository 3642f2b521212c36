import { asText } from '../../../common/json.js';
import type { ContentBlockParam, MessageParam } from '../../../protocol/anthropic/request.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type {
  ChatAssistantMessage,
  ChatAssistantPart,
  ChatCacheControl,
  ChatToolCall,
} from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { parseBlocks } from '../../shared/blocks.js';
import { decodeEnvelope } from '../../shared/provider-state/envelope.js';
import type { ProviderState } from '../../shared/provider-state/envelope.js';
import { describeServerToolBlock, isServerToolBlock } from '../../shared/server-tool-text.js';
import { toolCallIdForUpstream } from '../../shared/tool-names.js';
import { convertCacheControl } from './cache-control.js';
import type { RequestScope } from './request-scope.js';

/** The content of an assistant turn: text, tool calls and reasoning. */
export interface AssistantTurn {
  readonly role: 'assistant';
  readonly texts: string[];
  readonly calls: ChatToolCall[];
  /** Its reasoning, and OpenRouter's reasoning details. */
  readonly reasonings: string[];
  readonly details: ChatReasoningDetail[];
  readonly cacheMarks: ChatCacheControl[];
}

/** Converts one message of the assistant, with the reasoning that the upstream requires back. */
export function convertAssistantTurn({ content }: MessageParam, scope: RequestScope): AssistantTurn {
  const blocks = parseBlocks(content);
  const joined = blocks.map((block) => formatAssistantText(block, scope)).join('');
  const text = blocks.some(isServerToolBlock) ? joined.trim() : joined;
  const { text: reasoning, details, callExtras } = collectPastReasoning(blocks, scope);
  return {
    role: 'assistant',
    texts: text ? [text] : [],
    calls: addMissingSignature(
      blocks.flatMap((block) => convertCall(block, callExtras, scope)),
      scope,
    ),
    reasonings: reasoning ? [reasoning] : [],
    details: [...details],
    cacheMarks: collectCacheMarks(blocks, scope),
  };
}

// OpenAI accepts no breakpoint in assistant messages, and calls cannot carry one.
function collectCacheMarks(blocks: readonly ContentBlockParam[], { profile }: RequestScope): ChatCacheControl[] {
  if (profile.cacheControl !== 'copied') return [];
  return blocks.flatMap((block) => (block.type === 'text' ? (convertCacheControl(block, profile) ?? []) : []));
}

function formatAssistantText(block: ContentBlockParam, { dropped }: RequestScope): string {
  if (block.type === 'text') return typeof block.text === 'string' ? block.text : '';
  if (isServerToolBlock(block)) return `\n${describeServerToolBlock(block)}\n`;
  if (!servedElsewhere.has(block.type)) dropped.add(`messages.${block.type}`);
  return '';
}

const servedElsewhere: ReadonlySet<string> = new Set(['tool_use', 'compaction', 'thinking', 'redacted_thinking']);

function convertCall(
  block: ContentBlockParam,
  callExtras: PastReasoning['callExtras'],
  { profile, toolNames, dropped }: RequestScope,
): ChatToolCall[] {
  if (block.type !== 'tool_use') return [];
  const { id, name, toolset_name, input } = block;
  if (typeof id !== 'string' || typeof name !== 'string') {
    dropped.add('messages.tool_use');
    return [];
  }
  const extra_content = profile.returnsThoughtSignatures ? callExtras.get(id) : undefined;
  return [
    {
      id: toolCallIdForUpstream(id, profile.maxToolCallIdLength),
      type: 'function',
      function: { name: toolNames.nameForUpstream(name, toolset_name), arguments: JSON.stringify(input ?? {}) },
      ...(extra_content && { extra_content }),
    },
  ];
}

// Gemini signs the first of parallel calls. Calls of another model, or from before a bound was hit, have no signature.
function addMissingSignature(calls: ChatToolCall[], { profile, upstreamModel }: RequestScope): ChatToolCall[] {
  const [first, ...others] = calls;
  if (!first || !profile.returnsThoughtSignatures || calls.some((call) => call.extra_content)) return calls;
  const thought_signature = profile.modelFeatures(upstreamModel).missingThoughtSignature;
  if (thought_signature === undefined) return calls;
  return [{ ...first, extra_content: { google: { thought_signature } } }, ...others];
}

/** Sends earlier reasoning back in the fields that the upstream accepts. */
export function buildReasoningReplay(
  { texts, reasonings, details }: AssistantTurn,
  { reasoningReplay, reasoningPlaceholder }: ProviderProfile,
  isAmongCalls: boolean,
): Partial<ChatAssistantMessage> {
  const reasoning = reasonings.join('\n\n');
  switch (reasoningReplay) {
    case 'none':
      return {};
    case 'reasoning':
    case 'reasoning_content':
      return reasoning ? { [reasoningReplay]: reasoning } : {};
    case 'required_reasoning_content':
      // DeepSeek requires it in every message once there are calls, and ignores or rejects it before (openclaude#878).
      return isAmongCalls ? { reasoning_content: reasoning || reasoningPlaceholder } : {};
    case 'reasoning_details':
      if (details.length > 0) return { reasoning_details: details };
      return reasoning ? { reasoning } : {};
    case 'thinking_parts':
      return reasoning ? { content: buildThinkingParts(reasoning, texts.join('\n\n')) } : {};
  }
}

function buildThinkingParts(reasoning: string, text: string): readonly ChatAssistantPart[] {
  return [
    { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] },
    ...(text ? [{ type: 'text', text } as const] : []),
  ];
}

/** The reasoning of an assistant message that a client sends back. */
interface PastReasoning {
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  /** Additional data of tool calls, by the ids that the client received. */
  readonly callExtras: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const NOTHING: PastReasoning = { text: '', details: [], callExtras: new Map() };

/** Collects the earlier reasoning that the upstream requires back. */
function collectPastReasoning(blocks: readonly ContentBlockParam[], scope: RequestScope): PastReasoning {
  const { reasoningReplay, returnsThoughtSignatures } = scope.profile;
  if (reasoningReplay === 'none' && !returnsThoughtSignatures) return NOTHING;
  const past = blocks.flatMap((block) => parsePast(block, scope));
  return {
    text: past.map(({ text }) => text).join(''),
    details: replaceSentIds(
      past.flatMap(({ state }) => state?.details ?? []),
      mapSentIds(blocks, scope.profile.maxToolCallIdLength),
    ),
    callExtras: new Map(past.flatMap(({ state }) => (state?.call ? [[state.call.id, state.call.extra]] : []))),
  };
}

/** The ids of calls that were too long, and what is sent instead. */
function mapSentIds(blocks: readonly ContentBlockParam[], maxLength: number): ReadonlyMap<string, string> {
  const ids = blocks.flatMap((block) => (block.type === 'tool_use' && typeof block.id === 'string' ? [block.id] : []));
  const longIds = ids.filter((id) => toolCallIdForUpstream(id) !== toolCallIdForUpstream(id, maxLength));
  return new Map(longIds.map((id) => [toolCallIdForUpstream(id), toolCallIdForUpstream(id, maxLength)]));
}

/** Through OpenRouter, Gemini's signature refers to its call by id. */
function replaceSentIds(
  details: readonly ChatReasoningDetail[],
  sentIds: ReadonlyMap<string, string>,
): readonly ChatReasoningDetail[] {
  return details.map((detail) => {
    const id = sentIds.get(detail.id ?? '');
    return id === undefined ? detail : { ...detail, id };
  });
}

interface Past {
  readonly text: string;
  readonly state: ProviderState | undefined;
}

function parsePast(block: ContentBlockParam, { profile, upstreamModel }: RequestScope): readonly Past[] {
  const origin = { profile: profile.name, model: upstreamModel };
  if (block.type === 'redacted_thinking') {
    const state = decodeEnvelope(block.data, origin);
    return [{ text: state?.reasoning ?? '', state }];
  }
  if (block.type !== 'thinking') return [];
  const state = decodeEnvelope(block.signature, origin);
  // Some models at OpenRouter require a signature.
  const isTaken = state !== undefined || profile.reasoningReplay !== 'reasoning_details';
  return [{ text: isTaken ? asText(block.thinking) || (state?.reasoning ?? '') : '', state }];
}

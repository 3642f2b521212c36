import type { ContentBlockParam, MessageParam } from '../../../protocol/anthropic/request.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ChatCacheControl, ChatToolCall } from '../../../protocol/openai/chat-request.js';
import { toolCallIdForUpstream } from '../../shared/tool-call-ids.js';
import type { RequestScope } from './request-scope.js';
import { parseBlocks } from '../../shared/blocks.js';
import { convertCacheControl } from './cache-control.js';
import { type PastReasoning, collectPastReasoning } from './reasoning-replay.js';
import { isServerToolBlock, describeServerToolBlock } from '../../shared/server-tool-text.js';

/** What the assistant said and called, until the user spoke again. */
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

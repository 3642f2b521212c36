import { asText } from '../../../common/json.js';
import type { ContentBlockParam, MessageParam } from '../../../protocol/anthropic/request.js';
import { parseBlocks } from '../blocks.js';
import { describeServerToolBlock, isServerToolBlock } from '../server-tool-text.js';
import { toolCallIdForUpstream } from '../tool-call-ids.js';
import { parseCacheBreakpoint } from './cache-breakpoint.js';
import type { CacheBreakpoint } from './cache-breakpoint.js';
import type { ConversationScope } from './conversation-scope.js';
import { parseToolChanges } from './tool-changes.js';
import type { ConversationChange } from './tool-changes.js';

/** Part of an assistant message. */
export type AssistantItem = AssistantText | ToolCall | PastReasoning | ConversationChange;

export interface AssistantText {
  readonly type: 'text';
  readonly text: string;
  /** It describes what a server tool did. */
  readonly isDescription?: true;
  readonly cacheBreakpoint?: CacheBreakpoint;
}

/** A call of a tool. */
export interface ToolCall {
  readonly type: 'call';
  /** The id that the client received. */
  readonly clientId: string;
  /** The id and the name for the upstream. */
  readonly id: string;
  readonly name: string;
  /** A JSON text. */
  readonly arguments: string;
}

/** Earlier reasoning. Each API reads from the envelope what it needs. */
export interface PastReasoning {
  readonly type: 'reasoning';
  readonly isRedacted: boolean;
  /** The text that the client received. */
  readonly text: string;
  readonly envelope: unknown;
}

/** The items of one assistant message, in their order. */
export type AssistantMessage = readonly AssistantItem[];

/** Neighboring messages of the assistant. */
export interface AssistantTurn {
  readonly role: 'assistant';
  readonly messages: AssistantMessage[];
}

/** Converts one message of the assistant. */
export function convertAssistantMessage({ content }: MessageParam, scope: ConversationScope): AssistantMessage {
  return parseBlocks(content).flatMap((block) => convertBlock(block, scope));
}

function convertBlock(block: ContentBlockParam, scope: ConversationScope): readonly AssistantItem[] {
  switch (block.type) {
    case 'text': {
      const cacheBreakpoint = parseCacheBreakpoint(block, scope.profile);
      return typeof block.text === 'string'
        ? [{ type: 'text', text: block.text, ...(cacheBreakpoint && { cacheBreakpoint }) }]
        : [];
    }
    case 'tool_use':
      return convertCall(block, scope);
    case 'thinking':
      return [{ type: 'reasoning', isRedacted: false, text: asText(block.thinking), envelope: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'reasoning', isRedacted: true, text: '', envelope: block.data }];
    case 'compaction':
      // The summary is sent as a user turn before this one.
      return [];
    default:
      return convertOtherBlock(block, scope);
  }
}

function convertOtherBlock(
  block: ContentBlockParam,
  { keepsToolChanges, dropped }: ConversationScope,
): readonly AssistantItem[] {
  const tools = keepsToolChanges ? parseToolChanges(block) : [];
  if (tools.length > 0) return [{ type: 'change', tools }];
  if (isServerToolBlock(block)) return [{ type: 'text', text: describeServerToolBlock(block), isDescription: true }];
  dropped.add(`messages.${block.type}`);
  return [];
}

function convertCall(
  { id, name, toolset_name, input }: Extract<ContentBlockParam, { readonly type: 'tool_use' }>,
  { toolNames, dropped, maxToolCallIdLength }: ConversationScope,
): readonly ToolCall[] {
  if (typeof id !== 'string' || typeof name !== 'string') {
    dropped.add('messages.tool_use');
    return [];
  }
  return [
    {
      type: 'call',
      clientId: id,
      id: toolCallIdForUpstream(id, maxToolCallIdLength),
      name: toolNames.nameForUpstream(name, toolset_name),
      arguments: JSON.stringify(input ?? {}),
    },
  ];
}

/** Joins the text of a message. Text around the description of a server tool is set off from it. */
export function joinAssistantText(message: AssistantMessage): string {
  const texts = message.filter((item) => item.type === 'text');
  const joined = texts.map(({ text, isDescription }) => (isDescription ? `\n${text}\n` : text)).join('');
  return texts.some(({ isDescription }) => isDescription) ? joined.trim() : joined;
}

/** Lists the calls of an assistant turn. */
export function listCalls({ messages }: AssistantTurn): readonly ToolCall[] {
  return messages.flatMap((message) => message.filter((item) => item.type === 'call'));
}

import type { ContentBlockParam, MessageParam } from '../../protocol/anthropic/messages.js';
import type { ChatToolCall } from '../../protocol/openai/chat-request.js';
import { toUpstreamToolCallId } from '../tool-call-ids.js';
import type { RequestScope } from './request-scope.js';
import { toBlocks } from './to-blocks.js';
import { toTexts } from './to-texts.js';
import { isServerToolBlock, toServerToolText } from './to-server-tool-text.js';

/** What the assistant said and called, until the user spoke again. */
export interface AssistantTurn {
  readonly role: 'assistant';
  readonly texts: string[];
  readonly calls: ChatToolCall[];
}

/** Converts one message of the assistant. Its reasoning is not sent back. */
export function toAssistantTurn({ content }: MessageParam, scope: RequestScope): AssistantTurn {
  const blocks = toBlocks(content);
  const joined = blocks.map((block) => toAssistantText(block, scope)).join('');
  const text = blocks.some(isServerToolBlock) ? joined.trim() : joined;
  return {
    role: 'assistant',
    texts: text ? [text] : [],
    calls: blocks.flatMap((block) => toCalls(block, scope)),
  };
}

function toAssistantText(block: ContentBlockParam, { dropped }: RequestScope): string {
  if (block.type === 'text') return toTexts([block]).join('');
  if (isServerToolBlock(block)) return `\n${toServerToolText(block)}\n`;
  if (!servedElsewhere.has(block.type)) dropped.add(`messages.${block.type}`);
  return '';
}

const servedElsewhere: ReadonlySet<string> = new Set(['tool_use', 'compaction', 'thinking', 'redacted_thinking']);

function toCalls(block: ContentBlockParam, { dialect, toolNames, dropped }: RequestScope): ChatToolCall[] {
  if (block.type !== 'tool_use') return [];
  const { id, name, toolset_name, input } = block;
  if (typeof id !== 'string' || typeof name !== 'string') {
    dropped.add('messages.tool_use');
    return [];
  }
  return [
    {
      id: toUpstreamToolCallId(id, dialect.maxToolCallIdLength),
      type: 'function',
      function: { name: toolNames.toUpstream(name, toolset_name), arguments: JSON.stringify(input ?? {}) },
    },
  ];
}

import type { ContentBlock, ToolUseBlock } from '../../protocol/anthropic/message.js';
import { ApiError } from '../errors/api-error.js';
import { toClientToolCallId } from '../tool-call-ids.js';
import type { ReplyContext } from './reply-context.js';
import { type CallFragment, toCallFragment } from './to-call-fragment.js';
import type { ReplyPieces } from './to-reply-pieces.js';
import { ReplyText } from './reply-text.js';
import { toToolInput } from './to-tool-input.js';

/** The content of a Message, and the emulated stop sequence that ended it. */
export interface ReplyContent {
  readonly blocks: readonly ContentBlock[];
  readonly matchedStop: string | null;
}

/** Converts a complete reply: thinking, then text, then the calls. */
export function toContentBlocks(pieces: ReplyPieces, context: ReplyContext): ReplyContent {
  const replyText = new ReplyText(context.emulatedStops);
  const head = replyText.accept(pieces.text);
  const tail = replyText.flush();
  const { matchedStop } = replyText;
  const blocks: ContentBlock[] = [
    ...toThinking(pieces.thinking + head.thinking + tail.thinking, context),
    ...toText(head.text + tail.text + pieces.refusal),
    // What comes behind a stop sequence was never asked for.
    ...(matchedStop === null ? toToolUses(pieces.calls.map(toCallFragment), context) : []),
  ];
  // Clients ask again when a message has no block at all.
  return { blocks: blocks.length > 0 ? blocks : [toTextBlock('')], matchedStop };
}

function toThinking(thinking: string, { reasoning, signature }: ReplyContext): readonly ContentBlock[] {
  if (reasoning === 'hidden' || thinking.trim() === '') return [];
  return [{ type: 'thinking', thinking: reasoning === 'shown' ? thinking : '', signature }];
}

/** Blank text is no block: models put line breaks before their calls, and the Messages API refuses such blocks. */
function toText(text: string): readonly ContentBlock[] {
  return text.trim() === '' ? [] : [toTextBlock(text)];
}

function toTextBlock(text: string): ContentBlock {
  return { type: 'text', text, citations: null };
}

function toToolUses(calls: readonly CallFragment[], context: ReplyContext): readonly ToolUseBlock[] {
  const ids = new Set<string>();
  return calls
    .filter((call) => call.name !== '' || call.argumentsText.trim() !== '')
    .map((call) => toToolUse(call, ids, context));
}

function toToolUse(call: CallFragment, ids: Set<string>, { toolNames, createId }: ReplyContext): ToolUseBlock {
  if (call.name === '') throw ApiError.upstream('The upstream sent a tool call without a name');
  const isUsable = call.id !== '' && !ids.has(call.id);
  ids.add(call.id);
  return {
    type: 'tool_use',
    id: isUsable ? toClientToolCallId(call.id) : `toolu_${createId()}`,
    ...toolNames.toClient(call.name),
    input: toToolInput(call.argumentsText),
    caller: { type: 'direct' },
  };
}

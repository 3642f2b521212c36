import type { ContentBlock, ToolUseBlock } from '../../protocol/anthropic/message.js';
import { ApiError } from '../errors/api-error.js';
import { isJsonObject } from '../is-json-object.js';
import { toReasoningState } from '../state/to-reasoning-state.js';
import { toRedactedThinking } from '../state/to-redacted-thinking.js';
import { toSignature } from '../state/to-signature.js';
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
  const replyText = new ReplyText(context.emulatedStops, context.thinkTags, context.echo);
  const head = replyText.accept(pieces.text);
  const tail = replyText.flush();
  const { matchedStop } = replyText;
  const blocks: ContentBlock[] = [
    ...toThinking(pieces.thinking + head.thinking + tail.thinking, pieces.details, context),
    // What comes behind a stop sequence was never asked for.
    ...toText(head.text + tail.text + (matchedStop === null ? pieces.refusal : '')),
    ...(matchedStop === null ? toToolUses(pieces.calls.map(toCallFragment), context) : []),
  ];
  // Clients ask again when a message has no block at all.
  return { blocks: blocks.length > 0 ? blocks : [toTextBlock('')], matchedStop };
}

function toThinking(
  thinking: string,
  details: ReplyPieces['details'],
  { reasoning, origin, keptState }: ReplyContext,
): readonly ContentBlock[] {
  const state = toReasoningState(
    keptState.reasoning ? thinking : '',
    keptState.details ? details.filter(isJsonObject) : [],
  );
  if (reasoning === 'hidden' || thinking.trim() === '') return toList(toRedactedThinking(origin, state));
  const signature = toSignature(origin, state);
  return [{ type: 'thinking', thinking: reasoning === 'shown' ? thinking : '', signature }];
}

function toList<Item>(item: Item | undefined): readonly Item[] {
  return item === undefined ? [] : [item];
}

/** Blank text is no block: models put line breaks before their calls, and the Messages API refuses such blocks. */
function toText(text: string): readonly ContentBlock[] {
  return text.trim() === '' ? [] : [toTextBlock(text)];
}

function toTextBlock(text: string): ContentBlock {
  return { type: 'text', text, citations: null };
}

function toToolUses(calls: readonly CallFragment[], context: ReplyContext): readonly ContentBlock[] {
  const ids = new Set<string>();
  return calls
    .filter((call) => call.name !== '' || call.argumentsText.trim() !== '')
    .flatMap((call) => {
      const toolUse = toToolUse(call, ids, context);
      return [...toList(toCallState(toolUse.id, call, context)), toolUse];
    });
}

function toCallState(
  id: string,
  { extra }: CallFragment,
  { origin, keptState }: ReplyContext,
): ContentBlock | undefined {
  return keptState.calls && extra ? toRedactedThinking(origin, { call: { id, extra } }) : undefined;
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

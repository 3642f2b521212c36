import type { ContentBlock, ToolUseBlock } from '../../../protocol/anthropic/message.js';
import { ApiError } from '../../../errors/api-error.js';
import { isJsonObject } from '../../../common/json.js';
import { createReasoningState } from '../../shared/provider-state/provider-state.js';
import { buildRedactedThinking } from '../../shared/provider-state/envelope.js';
import { buildSignature } from '../../shared/provider-state/envelope.js';
import { toolCallIdForClient } from '../../shared/tool-call-ids.js';
import type { ResponseContext } from '../../shared/response-context.js';
import type { ToolCallFragment } from '../../shared/stream/tool-call.js';
import { parseToolCallFragment } from './tool-call-fragment.js';
import type { ResponsePieces } from './response-pieces.js';
import { ResponseText } from '../../shared/text/response-text.js';
import { parseToolInput } from '../../shared/tool-input.js';

/** The content of a Message, and the emulated stop sequence that ended it. */
export interface ResponseContent {
  readonly blocks: readonly ContentBlock[];
  readonly matchedStop: string | null;
}

/** Converts a complete response: thinking, then text, then the calls. */
export function convertContent(pieces: ResponsePieces, context: ResponseContext): ResponseContent {
  const responseText = new ResponseText(context.emulatedStops, context.thinkTags, context.echo);
  const head = responseText.accept(pieces.text);
  const tail = responseText.flush();
  const { matchedStop } = responseText;
  const blocks: ContentBlock[] = [
    ...convertThinking(pieces.thinking + head.thinking + tail.thinking, pieces.details, context),
    // Output after a stop sequence was not requested.
    ...convertText(head.text + tail.text + (matchedStop === null ? pieces.refusal : '')),
    ...(matchedStop === null ? convertToolCalls(pieces.calls.map(parseToolCallFragment), context) : []),
  ];
  // Clients retry when a message has no block.
  return { blocks: blocks.length > 0 ? blocks : [buildTextBlock('')], matchedStop };
}

function convertThinking(
  thinking: string,
  details: ResponsePieces['details'],
  { reasoning, origin, keptState }: ResponseContext,
): readonly ContentBlock[] {
  const state = createReasoningState(
    keptState.reasoning ? thinking : '',
    keptState.details ? details.filter(isJsonObject) : [],
  );
  if (reasoning === 'hidden' || thinking.trim() === '') return listOf(buildRedactedThinking(origin, state));
  const signature = buildSignature(origin, state);
  return [{ type: 'thinking', thinking: reasoning === 'shown' ? thinking : '', signature }];
}

function listOf<Item>(item: Item | undefined): readonly Item[] {
  return item === undefined ? [] : [item];
}

/** Blank text does not become a block: models write line breaks before calls, and the Messages API rejects blank blocks. */
function convertText(text: string): readonly ContentBlock[] {
  return text.trim() === '' ? [] : [buildTextBlock(text)];
}

function buildTextBlock(text: string): ContentBlock {
  return { type: 'text', text, citations: null };
}

function convertToolCalls(calls: readonly ToolCallFragment[], context: ResponseContext): readonly ContentBlock[] {
  const ids = new Set<string>();
  return calls
    .filter((call) => call.name !== '' || call.argumentsText.trim() !== '')
    .flatMap((call) => {
      const toolUse = convertToolCall(call, ids, context);
      return [...listOf(convertCallState(toolUse.id, call, context)), toolUse];
    });
}

function convertCallState(
  id: string,
  { extra }: ToolCallFragment,
  { origin, keptState }: ResponseContext,
): ContentBlock | undefined {
  return keptState.calls && extra ? buildRedactedThinking(origin, { call: { id, extra } }) : undefined;
}

function convertToolCall(
  call: ToolCallFragment,
  ids: Set<string>,
  { toolNames, createId }: ResponseContext,
): ToolUseBlock {
  if (call.name === '') throw ApiError.upstream('The upstream sent a tool call without a name');
  const isUsable = call.id !== '' && !ids.has(call.id);
  ids.add(call.id);
  return {
    type: 'tool_use',
    id: isUsable ? toolCallIdForClient(call.id) : `toolu_${createId()}`,
    ...toolNames.nameForClient(call.name),
    input: parseToolInput(call.argumentsText),
    caller: { type: 'direct' },
  };
}

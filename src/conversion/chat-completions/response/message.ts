import { asList, asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { ContentBlock, Message, ToolUseBlock } from '../../../protocol/anthropic/message.js';
import type { ChatChunkChoice, ChatCompletion, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import { buildRedactedThinking, buildSignature, createReasoningState } from '../../shared/provider-state/envelope.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import type { Ending } from '../../shared/stop-reason.js';
import { collectMessage } from '../../shared/stream/event-collector.js';
import type { ToolCallFragment } from '../../shared/stream/tool-call-buffer.js';
import { ResponseText } from '../../shared/text/response-text.js';
import { estimateTextTokens } from '../../shared/tokens/text-estimate.js';
import { parseToolInput } from '../../shared/tool-input.js';
import { convertUsage } from '../../shared/usage.js';
import { ChatStreamBuilder } from '../stream/chat-stream-builder.js';
import type { ChatResponse } from './chat-completion-reader.js';
import { parseReportedUsage, readTokenCounts } from './chat-usage.js';
import { buildRefusalCompletion } from './content-refusal.js';
import { ChoiceMerger } from './choice-merger.js';
import { parseFinishReason } from './finish-reason.js';
import { findResponseError } from './response-error.js';
import { parseResponsePieces, parseToolCallFragment } from './response-pieces.js';
import type { ResponsePieces } from './response-pieces.js';

/** Converts a complete response. Throws an ApiError if it reports an error or cannot be read. */
export function convertResponse(response: ChatResponse, context: ResponseContext): Message {
  return isStream(response) ? collectStream(response, context) : convertCompletion(response, context);
}

function isStream(response: ChatResponse): response is readonly ChatStreamItem[] {
  return Array.isArray(response);
}

function collectStream(items: readonly ChatStreamItem[], context: ResponseContext): Message {
  // The request id would show only in an `error` event, and that is thrown instead.
  const builder = new ChatStreamBuilder(context, '', true);
  const events = [...builder.accept(items), ...builder.end()];
  if (builder.failure) throw builder.failure;
  return collectMessage(events);
}

/** Converts a completion. Throws an ApiError if it reports an error or has no choice. */
export function convertCompletion(completion: ChatCompletion, context: ResponseContext): Message {
  const body: unknown = completion;
  if (!isJsonObject(body)) throw context.classifyInBandError(body);
  const choice = mergeChoices(completion);
  const error = findResponseError(completion, choice, context);
  if (error instanceof ContentRefusal) return convertCompletion(buildRefusalCompletion(error), context);
  if (error) throw error;
  if (!choice) throw createMissingChoiceError(completion, context);
  return convertChoice(choice, completion, context);
}

function mergeChoices({ choices }: ChatCompletion): ChatChunkChoice | undefined {
  return new ChoiceMerger().merge(
    asList(choices).map((choice) => choice && { ...choice, delta: choice.message ?? null }),
  );
}

/** A body that is not a completion may say why. */
function createMissingChoiceError(completion: ChatCompletion, context: ResponseContext): ApiError {
  return 'choices' in completion
    ? ApiError.upstream('The upstream responded without any choice')
    : context.classifyInBandError(completion);
}

function convertChoice(choice: ChatChunkChoice, completion: ChatCompletion, context: ResponseContext): Message {
  const id = `msg_${context.createId()}`;
  const pieces = parseResponsePieces(choice.delta);
  const content = context.discardsOutput ? NO_CONTENT : convertContent(pieces, context);
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: context.requestedModel,
    content: content.blocks,
    ...convertEnding(choice, pieces, content, context),
    container: null,
    diagnostics: null,
    usage: convertUsage(readTokenCounts(parseReportedUsage(completion), context.usage), completion.service_tier, {
      inputTokens: context.estimateInputTokens,
      outputTokens: () => (context.discardsOutput ? 0 : estimateTextTokens(collectGeneratedText(pieces))),
    }),
  };
}

const NO_CONTENT: ResponseContent = { blocks: [], matchedStop: null };

function convertEnding(
  choice: ChatChunkChoice,
  pieces: ResponsePieces,
  content: ResponseContent,
  context: ResponseContext,
): Ending {
  const reason = parseFinishReason(choice);
  if (reason === 'unknown') context.onUnknownFinishReason(asText(choice.finish_reason));
  return resolveEnding({
    finishReason: context.discardsOutput ? 'length' : content.matchedStop === null ? reason : undefined,
    hasToolUse: content.blocks.some(({ type }) => type === 'tool_use'),
    refusal: content.matchedStop === null ? pieces.refusal : '',
    stopSequence: content.matchedStop ?? parseMatchedStop(choice, context.stopSequences),
  });
}

/** Joins all output of the model, including hidden output, to estimate its tokens. */
function collectGeneratedText({ thinking, text, refusal, calls }: ResponsePieces): string {
  const callTexts = calls.map((call) => {
    const { name, argumentsText } = parseToolCallFragment(call);
    return name + argumentsText;
  });
  return thinking + text + refusal + callTexts.join('');
}

/** The content of a Message, and the emulated stop sequence that ended it. */
interface ResponseContent {
  readonly blocks: readonly ContentBlock[];
  readonly matchedStop: string | null;
}

/** Converts a complete response: thinking, then text, then the calls. */
function convertContent(pieces: ResponsePieces, context: ResponseContext): ResponseContent {
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
  return [{ type: 'thinking', thinking: reasoning === 'shown' ? thinking.toWellFormed() : '', signature }];
}

function listOf<Item>(item: Item | undefined): readonly Item[] {
  return item === undefined ? [] : [item];
}

/** Blank text does not become a block: models write line breaks before calls, and the Messages API rejects blank blocks. */
function convertText(text: string): readonly ContentBlock[] {
  return text.trim() === '' ? [] : [buildTextBlock(text)];
}

function buildTextBlock(text: string): ContentBlock {
  return { type: 'text', text: text.toWellFormed() };
}

function convertToolCalls(calls: readonly ToolCallFragment[], context: ResponseContext): readonly ContentBlock[] {
  return calls
    .filter((call) => call.name !== '' || call.argumentsText.trim() !== '')
    .flatMap((call) => {
      const toolUse = convertToolCall(call, context);
      return [...listOf(convertCallState(toolUse.id, call, context)), toolUse];
    });
}

function convertCallState(
  id: string,
  { extra }: ToolCallFragment,
  { origin }: ResponseContext,
): ContentBlock | undefined {
  return extra ? buildRedactedThinking(origin, { call: { id, extra } }) : undefined;
}

function convertToolCall(call: ToolCallFragment, { toolNames, callIds }: ResponseContext): ToolUseBlock {
  if (call.name === '') throw ApiError.upstream('The upstream sent a tool call without a name');
  return {
    type: 'tool_use',
    id: callIds.assign(call.id),
    ...toolNames.nameForClient(call.name),
    input: parseToolInput(call.argumentsText),
    caller: { type: 'direct' },
  };
}

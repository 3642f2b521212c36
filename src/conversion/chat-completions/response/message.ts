import { asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Message } from '../../../protocol/anthropic/message.js';
import type { ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import type { ChatChoice, ChatCompletion } from '../../../protocol/openai/chat-completion.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import type { Ending } from '../../shared/stop-reason.js';
import { collectMessage } from '../../shared/stream/event-collector.js';
import { estimateTextTokens } from '../../shared/tokens/text-estimate.js';
import { convertUsage, parseReportedUsage } from '../../shared/usage.js';
import { ChatStreamBuilder } from '../stream/chat-stream-builder.js';
import type { ChatResponse } from './chat-completion-reader.js';
import { selectChoice } from './choice.js';
import { convertContent } from './content-blocks.js';
import type { ResponseContent } from './content-blocks.js';
import { buildRefusalCompletion } from './content-refusal.js';
import { findResponseError } from './response-error.js';
import { parseResponsePieces } from './response-pieces.js';
import type { ResponsePieces } from './response-pieces.js';
import { parseToolCallFragment } from './tool-call-fragment.js';

/** Converts a complete response. Throws ApiError when it reports an error or cannot be read. */
export function convertResponse(response: ChatResponse, context: ResponseContext): Message {
  return isStream(response) ? collectStream(response, context) : convertCompletion(response, context);
}

function isStream(response: ChatResponse): response is readonly ChatStreamItem[] {
  return Array.isArray(response);
}

function collectStream(items: readonly ChatStreamItem[], context: ResponseContext): Message {
  // The request id would show only in an `error` event, and that is thrown instead.
  const builder = new ChatStreamBuilder(context, '');
  const events = [...builder.accept(items), ...builder.end()];
  if (builder.failure) throw builder.failure;
  return collectMessage(events);
}

/** Converts a completion. Throws ApiError when it reports an error or has no choice. */
export function convertCompletion(completion: ChatCompletion, context: ResponseContext): Message {
  const body: unknown = completion;
  if (!isJsonObject(body)) throw context.classifyInBandError(body);
  const choice = selectChoice(completion.choices);
  const error = findResponseError(completion, choice, context);
  if (error instanceof ContentRefusal) return convertCompletion(buildRefusalCompletion(error), context);
  if (error) throw error;
  if (!choice) throw createMissingChoiceError(completion, context);
  return convertChoice(choice, completion, context);
}

/** A body that is not a completion may say why. */
function createMissingChoiceError(completion: ChatCompletion, context: ResponseContext): ApiError {
  return 'choices' in completion
    ? ApiError.upstream('The upstream responded without any choice')
    : context.classifyInBandError(completion);
}

function convertChoice(choice: ChatChoice, completion: ChatCompletion, context: ResponseContext): Message {
  const id = `msg_${context.createId()}`;
  const pieces = parseResponsePieces(choice.message);
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
    usage: convertUsage(parseReportedUsage(completion), completion.service_tier, {
      inputTokens: context.estimateInputTokens,
      outputTokens: () => (context.discardsOutput ? 0 : estimateTextTokens(collectGeneratedText(pieces))),
    }),
  };
}

const NO_CONTENT: ResponseContent = { blocks: [], matchedStop: null };

function convertEnding(
  choice: ChatChoice,
  pieces: ResponsePieces,
  content: ResponseContent,
  context: ResponseContext,
): Ending {
  return resolveEnding({
    finishReason: context.discardsOutput ? 'length' : content.matchedStop === null ? asText(choice.finish_reason) : '',
    hasToolUse: content.blocks.some(({ type }) => type === 'tool_use'),
    refusal: content.matchedStop === null ? pieces.refusal : '',
    stopSequence: content.matchedStop ?? parseMatchedStop(choice, context.stopSequences),
  });
}

/** Joins everything that the model wrote, shown or not, so that its tokens can be estimated. */
function collectGeneratedText({ thinking, text, refusal, calls }: ResponsePieces): string {
  const callTexts = calls.map((call) => {
    const { name, argumentsText } = parseToolCallFragment(call);
    return name + argumentsText;
  });
  return thinking + text + refusal + callTexts.join('');
}

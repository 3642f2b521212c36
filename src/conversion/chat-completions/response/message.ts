import { asText, isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import { ContentRefusal } from '../../../errors/content-refusal.js';
import type { Message } from '../../../protocol/anthropic/message.js';
import type { ChatChoice, ChatCompletion } from '../../../protocol/openai/chat-completion.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { parseMatchedStop, resolveEnding } from '../../shared/stop-reason.js';
import type { Ending } from '../../shared/stop-reason.js';
import { estimateTextTokens } from '../../shared/tokens/text-estimate.js';
import { convertUsage, parseReportedUsage } from '../../shared/usage.js';
import { selectChoice } from './choice.js';
import { convertContent } from './content-blocks.js';
import type { ResponseContent } from './content-blocks.js';
import { findResponseError } from './response-error.js';
import { parseResponsePieces } from './response-pieces.js';
import type { ResponsePieces } from './response-pieces.js';
import { parseToolCallFragment } from './tool-call-fragment.js';

/** Converts a complete reply. Throws ApiError when it is none, or reports an error. */
export function convertResponse(completion: ChatCompletion, context: ResponseContext): Message {
  const body: unknown = completion;
  if (!isJsonObject(body)) throw context.toInBandError(body);
  const choice = selectChoice(completion.choices);
  const error = findResponseError(completion, choice, context);
  // A filter that strikes is an answer, too.
  if (error instanceof ContentRefusal) return convertResponse(error.completion, context);
  if (error) throw error;
  if (!choice) throw withoutChoices(completion, context);
  return fromChoice(choice, completion, context);
}

/** What is no completion may say why. */
function withoutChoices(completion: ChatCompletion, context: ResponseContext): ApiError {
  return 'choices' in completion
    ? ApiError.upstream('The upstream answered without any choice')
    : context.toInBandError(completion);
}

function fromChoice(choice: ChatChoice, completion: ChatCompletion, context: ResponseContext): Message {
  const id = `msg_${context.createId()}`;
  const pieces = parseResponsePieces(choice.message);
  const content = context.discardsOutput ? NO_CONTENT : convertContent(pieces, context);
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: context.requestedModel,
    content: content.blocks,
    ...endingOf(choice, pieces, content, context),
    container: null,
    diagnostics: null,
    usage: convertUsage(parseReportedUsage(completion), completion.service_tier, {
      inputTokens: context.estimateInputTokens,
      outputTokens: () => (context.discardsOutput ? 0 : estimateTextTokens(collectGeneratedText(pieces))),
    }),
  };
}

const NO_CONTENT: ResponseContent = { blocks: [], matchedStop: null };

function endingOf(
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

/** Joins all that the model wrote, shown or not, so that its tokens can be estimated. */
function collectGeneratedText({ thinking, text, refusal, calls }: ResponsePieces): string {
  const callTexts = calls.map((call) => {
    const { name, argumentsText } = parseToolCallFragment(call);
    return name + argumentsText;
  });
  return thinking + text + refusal + callTexts.join('');
}

import type { Message } from '../../protocol/anthropic/message.js';
import type { ChatChoice, ChatCompletion } from '../../protocol/openai/chat-completion.js';
import { ApiError } from '../errors/api-error.js';
import { ContentRefusal } from '../errors/content-refusal.js';
import { isJsonObject } from '../is-json-object.js';
import { estimateTextTokens } from '../tokens/estimate-text-tokens.js';
import { asText } from './as-text.js';
import { pickChoice } from './pick-choice.js';
import type { ReplyContext } from './reply-context.js';
import { type ReplyContent, toContentBlocks } from './to-content-blocks.js';
import { type Ending, toEnding } from './to-ending.js';
import { toGeneratedText } from './to-generated-text.js';
import { toMatchedStop } from './to-matched-stop.js';
import { toReplyError } from './to-reply-error.js';
import { type ReplyPieces, toReplyPieces } from './to-reply-pieces.js';
import { toReportedUsage } from './to-reported-usage.js';
import { toUsage } from './to-usage.js';

/** Converts a complete reply. Throws ApiError when it is none, or reports an error. */
export function toMessage(completion: ChatCompletion, context: ReplyContext): Message {
  const body: unknown = completion;
  if (!isJsonObject(body)) throw context.toInBandError(body);
  const choice = pickChoice(completion.choices);
  const error = toReplyError(completion, choice, context);
  // A filter that strikes is an answer, too.
  if (error instanceof ContentRefusal) return toMessage(error.completion, context);
  if (error) throw error;
  if (!choice) throw withoutChoices(completion, context);
  return fromChoice(choice, completion, context);
}

/** What is no completion may say why. */
function withoutChoices(completion: ChatCompletion, context: ReplyContext): ApiError {
  return 'choices' in completion
    ? ApiError.upstream('The upstream answered without any choice')
    : context.toInBandError(completion);
}

function fromChoice(choice: ChatChoice, completion: ChatCompletion, context: ReplyContext): Message {
  const id = `msg_${context.createId()}`;
  const pieces = toReplyPieces(choice.message);
  const content = context.discardsOutput ? NO_CONTENT : toContentBlocks(pieces, context);
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: context.requestedModel,
    content: content.blocks,
    ...endingOf(choice, pieces, content, context),
    container: null,
    diagnostics: null,
    usage: toUsage(toReportedUsage(completion), completion.service_tier, {
      inputTokens: context.estimateInputTokens,
      outputTokens: () => (context.discardsOutput ? 0 : estimateTextTokens(toGeneratedText(pieces))),
    }),
  };
}

const NO_CONTENT: ReplyContent = { blocks: [], matchedStop: null };

function endingOf(choice: ChatChoice, pieces: ReplyPieces, content: ReplyContent, context: ReplyContext): Ending {
  return toEnding({
    finishReason: context.discardsOutput ? 'length' : content.matchedStop === null ? asText(choice.finish_reason) : '',
    hasToolUse: content.blocks.some(({ type }) => type === 'tool_use'),
    refusal: content.matchedStop === null ? pieces.refusal : '',
    stopSequence: content.matchedStop ?? toMatchedStop(choice, context.stopSequences),
  });
}

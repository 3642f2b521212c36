import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import { readContextOverflow, type ContextOverflow } from '../errors/read-context-overflow.js';
import type { UpstreamFailure } from '../errors/read-error-body.js';
import type { ModelQuirks } from './model-quirks.js';
import { readMessageQuirks } from './read-message-quirks.js';
import { readOutputLimit } from './read-output-limit.js';
import { readRefusedField } from './read-refused-field.js';
import { readRefusedMedia } from './read-refused-media.js';
import { toFieldQuirks } from './to-field-quirks.js';

/** How a refused request can be mended. */
export interface Remedy {
  readonly quirks: ModelQuirks;
  /** Whether it holds for the model, or for this request only. */
  readonly isLasting: boolean;
}

/** Upstreams count a little differently from one request to the next. */
const MARGIN = 64;
const STREAMS_ONLY =
  /only supports? stream|for non-streaming calls|must (?:have|set|be called with) stream ?= ?true|non-?streaming is not supported/i;
/** With less room than this for the answer, it is the prompt that is too long. */
const SHORTEST_ANSWER = 256;

/** Finds what a refusal says of how to ask; undefined when it does not name what is wrong, or nothing can be done about it. */
export function toRemedy(failure: UpstreamFailure, sent: ChatRequest, known: ModelQuirks): Remedy | undefined {
  const asked = sent.max_tokens ?? sent.max_completion_tokens;
  const overflow = readContextOverflow(failure);
  if (overflow) return toShorterAnswer(overflow, asked);
  const limit = readOutputLimit(failure);
  if (limit !== undefined) return toLowerLimit(limit, asked);
  const quirks =
    readStreamsOnly(failure, sent) ??
    readRefusedMedia(failure.message, sent) ??
    readMessageQuirks(failure, sent, known) ??
    readFieldQuirks(failure, sent, known);
  return quirks && { quirks, isLasting: true };
}

function readFieldQuirks(failure: UpstreamFailure, sent: ChatRequest, known: ModelQuirks): ModelQuirks | undefined {
  const field = readRefusedField(failure, sent);
  return field === undefined ? undefined : toFieldQuirks(field, failure.message, sent, known);
}

function readStreamsOnly({ message }: UpstreamFailure, { stream }: ChatRequest): ModelQuirks | undefined {
  return !stream && STREAMS_ONLY.test(message) ? { streamsOnly: true } : undefined;
}

function toShorterAnswer({ inputTokens, limit }: ContextOverflow, asked = 0): Remedy | undefined {
  if (inputTokens === undefined || limit === undefined) return undefined;
  const maxOutputTokens = limit - inputTokens - MARGIN;
  const isMended = maxOutputTokens >= SHORTEST_ANSWER && maxOutputTokens < asked;
  return isMended ? { quirks: { maxOutputTokens }, isLasting: false } : undefined;
}

function toLowerLimit(maxOutputTokens: number, asked = 0): Remedy | undefined {
  return maxOutputTokens < asked ? { quirks: { maxOutputTokens }, isLasting: true } : undefined;
}

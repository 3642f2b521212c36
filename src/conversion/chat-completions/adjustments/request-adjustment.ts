import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import { parseContextOverflow, type ContextOverflow } from '../../../errors/context-overflow.js';
import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import { findMessageOverrides } from './message-overrides.js';
import { parseOutputLimit } from './output-limit.js';
import { parseRefusedField } from './field-overrides.js';
import { findRefusedMedia } from './message-overrides.js';
import { findFieldOverrides } from './field-overrides.js';

/** How a refused request can be mended. */
export interface RequestAdjustment {
  readonly overrides: LearnedOverrides;
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
export function findAdjustment(
  failure: UpstreamErrorBody,
  sent: ChatRequest,
  known: LearnedOverrides,
): RequestAdjustment | undefined {
  const asked = sent.max_tokens ?? sent.max_completion_tokens;
  const overflow = parseContextOverflow(failure);
  if (overflow) return adjustToContext(overflow, asked);
  const limit = parseOutputLimit(failure);
  if (limit !== undefined) return adjustToLimit(limit, asked);
  const overrides =
    findStreamsOnly(failure, sent) ??
    findRefusedMedia(failure.message, sent) ??
    findMessageOverrides(failure, sent, known) ??
    findRejectedFieldOverrides(failure, sent, known);
  return overrides && { overrides, isLasting: true };
}

function findRejectedFieldOverrides(
  failure: UpstreamErrorBody,
  sent: ChatRequest,
  known: LearnedOverrides,
): LearnedOverrides | undefined {
  const field = parseRefusedField(failure, sent);
  return field === undefined ? undefined : findFieldOverrides(field, failure.message, sent, known);
}

function findStreamsOnly({ message }: UpstreamErrorBody, { stream }: ChatRequest): LearnedOverrides | undefined {
  return !stream && STREAMS_ONLY.test(message) ? { streamsOnly: true } : undefined;
}

function adjustToContext({ inputTokens, limit }: ContextOverflow, asked = 0): RequestAdjustment | undefined {
  if (inputTokens === undefined || limit === undefined) return undefined;
  const maxOutputTokens = limit - inputTokens - MARGIN;
  const isMended = maxOutputTokens >= SHORTEST_ANSWER && maxOutputTokens < asked;
  return isMended ? { overrides: { maxOutputTokens }, isLasting: false } : undefined;
}

function adjustToLimit(maxOutputTokens: number, asked = 0): RequestAdjustment | undefined {
  return maxOutputTokens < asked ? { overrides: { maxOutputTokens }, isLasting: true } : undefined;
}

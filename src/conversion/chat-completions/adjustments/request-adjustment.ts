import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import { parseContextOverflow, type ContextOverflow } from '../../../errors/context-overflow.js';
import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import { findFieldOverrides, parseRefusedField } from './field-overrides.js';
import { findMessageOverrides, findRefusedMedia } from './message-overrides.js';
import { parseOutputLimit } from './output-limit.js';

/** Tokens left free, since upstreams count slightly differently between requests. */
const MARGIN = 64;
const STREAMS_ONLY =
  /only supports? stream|for non-streaming calls|must (?:have|set|be called with) stream ?= ?true|non-?streaming is not supported/i;
/** With fewer output tokens left than this, the prompt is too long. */
const MIN_OUTPUT_TOKENS = 256;

/** Finds how to change a rejected request; undefined if the error does not name the cause or no change would help. */
export function findAdjustment(
  failure: UpstreamErrorBody,
  sent: ChatRequest,
  known: LearnedOverrides,
): RequestAdjustment | undefined {
  const requested = sent.max_tokens ?? sent.max_completion_tokens;
  const overflow = parseContextOverflow(failure);
  if (overflow) return adjustToContext(overflow, requested);
  const limit = parseOutputLimit(failure);
  if (limit !== undefined) return adjustToLimit(limit, requested);
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

function adjustToContext({ inputTokens, limit }: ContextOverflow, requested = 0): RequestAdjustment | undefined {
  if (inputTokens === undefined || limit === undefined) return undefined;
  const maxOutputTokens = limit - inputTokens - MARGIN;
  const isUsable = maxOutputTokens >= MIN_OUTPUT_TOKENS && maxOutputTokens < requested;
  return isUsable ? { overrides: { maxOutputTokens }, isLasting: false } : undefined;
}

function adjustToLimit(maxOutputTokens: number, requested = 0): RequestAdjustment | undefined {
  return maxOutputTokens < requested ? { overrides: { maxOutputTokens }, isLasting: true } : undefined;
}

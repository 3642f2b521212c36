import { parseContextOverflow } from '../../../errors/context-overflow.js';
import type { ContextOverflow } from '../../../errors/context-overflow.js';
import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import { findFieldOverrides, findMessageOverrides, findRefusedMedia, parseRefusedField } from './field-overrides.js';

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

const SUBJECT = /max_?(?:completion_?|output_?|new_?)?tokens|max(?:imum)? (?:output |completion |new )?tokens/;

/** How error messages state the maximum of output tokens. */
const LIMITS: readonly RegExp[] = [
  /supports at most (?<limit>\d{1,12})/,
  /(?<!\d)\d{1,12} > (?<limit>\d{1,12}), which is the maximum/,
  /[[(][01], ?(?<limit>\d{1,12})\]/,
  /between [01] and (?<limit>\d{1,12})/,
  /from [01] \(inclusive\) to (?<beyond>\d{1,12}) \(exclusive\)/,
  /(?:model|output|token) limit of (?<limit>\d{1,12})/,
  /(?:less than or equal to|(?:must|should|can) be at most|<=|≤|no more than|(?:not|cannot) exceed|up to)[ `'"]{0,4}(?<limit>\d{1,12})/,
  /(?:less|lower|smaller) than[ `'"]{0,4}(?<beyond>\d{1,12})/,
  /maximum (?:value )?(?:is|of)[ `'"]{0,4}(?<limit>\d{1,12})/,
  /cannot be greater than (?:[a-z_]{1,40}=){0,4}(?<limit>\d{1,12})/,
];

/** Parses the maximum of output tokens from the error about a request for more. */
function parseOutputLimit({ message, param = '' }: UpstreamErrorBody): number | undefined {
  // Numbers may have thousands separators: 16,384.
  const text = message.toLowerCase().replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  if (!SUBJECT.test(text) && !SUBJECT.test(param)) return undefined;
  const groups = LIMITS.map((pattern) => pattern.exec(text)?.groups).find((match) => match !== undefined);
  const limit = groups && (groups['limit'] ? Number(groups['limit']) : Number(groups['beyond']) - 1);
  return limit !== undefined && limit > 0 ? limit : undefined;
}

import { parseContextOverflow } from '../../../errors/context-overflow.js';
import type { ContextOverflow } from '../../../errors/context-overflow.js';
import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { RequestAdjustment } from '../../conversion.js';

/** Tokens left free, since upstreams count slightly differently between requests. */
const MARGIN = 64;
/** With fewer output tokens left than this, the prompt is too long. */
const MIN_OUTPUT_TOKENS = 256;

/** The result for an error about the number of tokens. */
export interface LimitAdjustment {
  /** Undefined if fewer output tokens would not help. */
  readonly adjustment: RequestAdjustment | undefined;
}

/** Finds a lower number of output tokens; undefined if the error is about something else. */
export function findLimitAdjustment(failure: UpstreamErrorBody, requested = 0): LimitAdjustment | undefined {
  const overflow = parseContextOverflow(failure);
  if (overflow) return { adjustment: adjustToContext(overflow, requested) };
  const limit = parseOutputLimit(failure);
  return limit === undefined ? undefined : { adjustment: adjustToLimit(limit, requested) };
}

function adjustToContext({ inputTokens, limit }: ContextOverflow, requested: number): RequestAdjustment | undefined {
  if (inputTokens === undefined || limit === undefined) return undefined;
  const maxOutputTokens = limit - inputTokens - MARGIN;
  const isUsable = maxOutputTokens >= MIN_OUTPUT_TOKENS && maxOutputTokens < requested;
  return isUsable ? { overrides: { maxOutputTokens }, isLasting: false } : undefined;
}

function adjustToLimit(maxOutputTokens: number, requested: number): RequestAdjustment | undefined {
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

import type { UpstreamErrorBody } from '../../../errors/error-body.js';

const SUBJECT = /max_?(?:completion_?|output_?|new_?)?tokens|max(?:imum)? (?:output |completion |new )?tokens/;

/** How error messages state the maximum of output tokens. */
const LIMITS: readonly RegExp[] = [
  /supports at most (?<limit>\d+)/,
  /\d+ > (?<limit>\d+), which is the maximum/,
  /[[(][01], ?(?<limit>\d+)\]/,
  /between [01] and (?<limit>\d+)/,
  /from [01] \(inclusive\) to (?<beyond>\d+) \(exclusive\)/,
  /(?:model|output|token) limit of (?<limit>\d+)/,
  /(?:less than or equal to|(?:must|should|can) be at most|<=|≤|no more than|(?:not|cannot) exceed|up to)[ `'"]*(?<limit>\d+)/,
  /(?:less|lower|smaller) than[ `'"]*(?<beyond>\d+)/,
  /maximum (?:value )?(?:is|of)[ `'"]*(?<limit>\d+)/,
  /cannot be greater than [\w=]*?(?<limit>\d+)/,
];

/** Parses the maximum of output tokens from the error about a request for more. */
export function parseOutputLimit({ message, param = '' }: UpstreamErrorBody): number | undefined {
  // Numbers may have thousands separators: 16,384.
  const text = message.toLowerCase().replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  if (!SUBJECT.test(text) && !SUBJECT.test(param)) return undefined;
  const groups = LIMITS.map((pattern) => pattern.exec(text)?.groups).find((match) => match !== undefined);
  const limit = groups && (groups['limit'] ? Number(groups['limit']) : Number(groups['beyond']) - 1);
  return limit !== undefined && limit > 0 ? limit : undefined;
}

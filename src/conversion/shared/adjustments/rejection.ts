import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ChatReasoningEffort } from '../../../protocol/openai/chat-request.js';
import { effortRanking } from '../../../providers/efforts.js';

const NAMES: ReadonlySet<string> = new Set([
  'unsupported_parameter',
  'unsupported_value',
  'unknown_parameter',
  'extra_forbidden',
]);
const REFUSAL =
  /unsupported|not supported|not support|unknown|unrecognized|unexpected|extra inputs|not permitted|not allowed|unavailable|cannot both|deprecated|only \S{1,20} is allowed|must be a positive/i;

/** How error messages name the rejected field. */
const FIELDS: readonly RegExp[] = [
  /(?:unsupported|unknown|unrecognized|unexpected|extra) (?:request |keyword )?(?:parameter|argument|field|property|key|name|value)(?:s|\(s\))?(?: supplied| received| found)?:? ?[`'"]?(?<field>[\w.[\]]{1,80})/i,
  /extra inputs are not permitted, field: [`'"]?(?<field>[\w.[\]]{1,80})/i,
  /(?<![\w.[\]])(?<field>[\w.[\]]{1,80})[`'"]?: extra inputs are not permitted/i,
  /'loc': \('body', '(?<field>\w{1,80})'/,
  /argument not supported(?: on this model)?: [`'"]?(?<field>\w{1,80})/i,
  /(?<![\w.[\]])(?<field>[\w.[\]]{1,80})[`'"]?(?: of type [`'"]?\w{1,40}[`'"]?)?(?: parameter| field| argument| type)? (?:is|are) (?:not (?:currently |yet )?(?:supported|allowed|permitted|recognized|accepted)|unsupported|unavailable|deprecated)/i,
  /invalid (?<field>temperature|top_p|top_k|presence_penalty|frequency_penalty): only/i,
  /\b(?<field>thinking_budget)\b.{0,80}must be a positive/i,
  /(?:does not|doesn't) (?:support|accept|allow|recognize)(?: the)?(?: parameters?| fields?| arguments?)? [`'"]?(?<field>[\w.[\]]{1,80})/i,
  /temperature[`'"]? and [`'"]?(?<field>top_p)[`'"]? cannot both/i,
];

/** Whether an error rejects a field. */
export function rejectsField({ message, names }: UpstreamErrorBody): boolean {
  return REFUSAL.test(message) || names.some((name) => NAMES.has(name));
}

/** Lists the paths that an error could mean by the field that it rejects, likeliest first. */
export function listRejectedPaths({ message, param }: UpstreamErrorBody): readonly string[] {
  const words = FIELDS.map((pattern) => pattern.exec(message)?.groups?.['field']);
  return [param, ...words].filter((path) => path !== undefined);
}

/** Splits `body.tools[0].strict` into `tools`, `0` and `strict`. */
export function splitPath(path: string): readonly string[] {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '' && part !== 'body');
  // xAI uses camel case: reasoningEffort.
  return parts.map((part) => part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** Parses `Supported values are: 'low', 'medium', and 'high'.`; undefined unless the effort that was sent is missing. */
export function parseSupportedEfforts(
  message: string,
  sent: ChatReasoningEffort | undefined,
): readonly ChatReasoningEffort[] | undefined {
  const [, list = ''] = /(?:supported|valid|allowed) values are:?([^.]{0,400})/i.exec(message) ?? [];
  const supported = effortRanking.filter((effort) => new RegExp(`\\b${effort}\\b`, 'i').test(list));
  return supported.length > 0 && supported.every((effort) => effort !== sent) ? supported : undefined;
}

const STREAMS_ONLY =
  /only supports? stream|for non-streaming calls|must (?:have|set|be called with) stream ?= ?true|non-?streaming is not supported/i;

/** Whether an error says that the model supports streamed responses only. */
export function requiresStream(message: string): boolean {
  return STREAMS_ONLY.test(message);
}

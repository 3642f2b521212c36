import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type {
  ChatContentPart,
  ChatMessage,
  ChatReasoningEffort,
  ChatRequest,
} from '../../../protocol/openai/chat-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { ModelFeatures } from '../../../providers/provider-profile.js';

/** Fields without which the request would mean something else. */
const ESSENTIAL: ReadonlySet<string> = new Set(['model', 'messages', 'tools', 'tool_choice', 'stream']);

const efforts: readonly ChatReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Finds how to replace a rejected field; undefined if it cannot be replaced. */
export function findFieldOverrides(
  field: string,
  message: string,
  sent: ChatRequest,
  known: LearnedOverrides,
): LearnedOverrides | undefined {
  switch (field) {
    case 'max_tokens':
    case 'max_completion_tokens':
      // A model that rejects both cannot be served.
      return known.tokenLimitField ? undefined : { tokenLimitField: otherLimitField(field) };
    case 'reasoning_effort':
      return parseSupportedEfforts(message, sent) ?? { rejectedFields: [field] };
    case 'response_format':
      return { responseFormat: sent.response_format?.type === 'json_schema' ? 'json_object' : 'none' };
    case 'strict':
      return sent.tools?.some((tool) => tool.function.strict) ? { acceptsStrictTools: false } : undefined;
    default:
      return ESSENTIAL.has(field) ? undefined : { rejectedFields: [field] };
  }
}

function otherLimitField(field: 'max_tokens' | 'max_completion_tokens'): ModelFeatures['tokenLimitField'] {
  return field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
}

/** `Supported values are: 'low', 'medium', and 'high'.` */
function parseSupportedEfforts(message: string, { reasoning_effort }: ChatRequest): LearnedOverrides | undefined {
  const [, list = ''] = /(?:supported|valid|allowed) values are:?([^.]{0,400})/i.exec(message) ?? [];
  const supported = efforts.filter((effort) => new RegExp(`\\b${effort}\\b`, 'i').test(list));
  const isMended = supported.length > 0 && supported.every((effort) => effort !== reasoning_effort);
  return isMended ? { efforts: supported } : undefined;
}

const NAMES: ReadonlySet<string> = new Set([
  'unsupported_parameter',
  'unsupported_value',
  'unknown_parameter',
  'extra_forbidden',
]);
const REFUSAL =
  /unsupported|not supported|not support|unknown|unrecognized|unexpected|extra inputs|not permitted|not allowed|unavailable|cannot both/i;

/** How error messages name the rejected field. */
const FIELDS: readonly RegExp[] = [
  /(?:unsupported|unknown|unrecognized|unexpected|extra) (?:request |keyword )?(?:parameter|argument|field|property|key|name|value)s?(?: supplied| received| found)?:? ?[`'"]?(?<field>[\w.[\]]{1,80})/i,
  /extra inputs are not permitted, field: [`'"]?(?<field>[\w.[\]]{1,80})/i,
  /(?<![\w.[\]])(?<field>[\w.[\]]{1,80})[`'"]?: extra inputs are not permitted/i,
  /'loc': \('body', '(?<field>\w{1,80})'/,
  /argument not supported(?: on this model)?: [`'"]?(?<field>\w{1,80})/i,
  /(?<![\w.[\]])(?<field>[\w.[\]]{1,80})[`'"]?(?: of type [`'"]?\w{1,40}[`'"]?)?(?: parameter| field| argument| type)? (?:is|are) (?:not (?:currently |yet )?(?:supported|allowed|permitted|recognized|accepted)|unsupported|unavailable)/i,
  /(?:does not|doesn't) (?:support|accept|allow|recognize)(?: the)?(?: parameters?| fields?| arguments?)? [`'"]?(?<field>[\w.[\]]{1,80})/i,
  /temperature[`'"]? and [`'"]?(?<field>top_p)[`'"]? cannot both/i,
];

/** Messages that describe a field without naming it. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  // Some models support a format, but not together with tools.
  [/^(?!.*(?:tool|function)).*\bresponse[ _]format\b/is, 'response_format'],
  [/does not support (?:thinking|reasoning)\b/i, 'reasoning_effort'],
];

/** Finds the field that an error message rejects, as it was sent: `tools[0].function.strict` is `strict`. */
export function parseRefusedField({ message, names, param }: UpstreamErrorBody, sent: ChatRequest): string | undefined {
  const isRefusal = REFUSAL.test(message) || names.some((name) => NAMES.has(name));
  if (!isRefusal) return undefined;
  const words = FIELDS.map((pattern) => pattern.exec(message)?.groups?.['field']);
  const aliases = ALIASES.map(([pattern, field]) => (pattern.test(message) ? field : undefined));
  return [param, ...words, ...aliases]
    .map((path) => parseFieldName(path ?? ''))
    .find((field) => field === 'strict' || Object.hasOwn(sent, field));
}

function parseFieldName(path: string): string {
  const [first = '', ...rest] = path.split(/[.[\]]+/).filter((part) => part !== '' && part !== 'body');
  if (first === 'tools' && rest.at(-1) === 'strict') return 'strict';
  // xAI uses camel case: reasoningEffort.
  return first.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const FIELD_REJECTION =
  /unsupported|not supported|unknown|unrecognized|unexpected|extra inputs|not permitted|not allowed/i;
const MISSED = /\bmissing\b|must be (?:passed|provided|included)|field required/i;

/** Optional fields inside messages, and the override that omits them. */
const EXTRAS: readonly (readonly [string, LearnedOverrides])[] = [
  ['cache_control', { cacheControl: 'none' }],
  ['prompt_cache_breakpoint', { cacheControl: 'none' }],
  ['reasoning_content', { reasoningReplay: 'none' }],
  ['reasoning_details', { reasoningReplay: 'none' }],
];

/** Finds which field inside messages the upstream rejects or requires. */
export function findMessageOverrides(
  { message, param = '' }: UpstreamErrorBody,
  { messages }: ChatRequest,
  known: LearnedOverrides,
): LearnedOverrides | undefined {
  const text = `${param} ${message}`;
  const isMissed = MISSED.test(message) && text.includes('reasoning_content');
  if (isMissed) return known.reasoningReplay ? undefined : { reasoningReplay: 'required_reasoning_content' };
  if (!FIELD_REJECTION.test(message)) return undefined;
  // As a key, not as text of a prompt, where quotation marks are escaped.
  const sent = (name: string): boolean => text.includes(name) && JSON.stringify(messages).includes(`"${name}":`);
  return EXTRAS.find(([name]) => sent(name))?.[1];
}

const NO_IMAGES =
  /image_url[`'"]? is only supported by certain models|unknown variant [`'"]?image_url|not a multimodal model|at most 0 image|(?:does not|doesn't) support (?:image|vision|multimodal)|\bimage(?:s| inputs?| content)? (?:is|are) not supported/i;
const NO_FILES =
  /unknown (?:variant|part type):? [`'"]?file\b|invalid (?:value|content type):? [`'"]?file\b|(?:does not|doesn't) support (?:pdf|file|document)s?\b/i;

/** Finds whether the model rejects the images or files that were sent. */
export function findRefusedMedia(message: string, { messages }: ChatRequest): LearnedOverrides | undefined {
  if (NO_IMAGES.test(message) && messages.some(hasPart('image_url'))) return { acceptsImages: false };
  if (NO_FILES.test(message) && messages.some(hasPart('file'))) return { acceptsFiles: false };
  return undefined;
}

function hasPart(type: ChatContentPart['type']): (message: ChatMessage) => boolean {
  return ({ content }) => Array.isArray(content) && content.some((part: ChatContentPart) => part.type === type);
}

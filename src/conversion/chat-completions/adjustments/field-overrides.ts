import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import { findUnsupportedInput } from '../../../errors/unsupported-input.js';
import type { ChatContentPart, ChatMessage, ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import {
  listRejectedPaths,
  parseSupportedEfforts,
  rejectsField,
  splitPath,
} from '../../shared/adjustments/rejection.js';
import type { ModelFeatures } from '../../../providers/provider-profile.js';

/** Fields without which the request would mean something else. */
const ESSENTIAL: ReadonlySet<string> = new Set(['model', 'messages', 'tools', 'tool_choice', 'stream']);

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
      return findEfforts(message, sent) ?? { rejectedFields: [field] };
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

function findEfforts(message: string, { reasoning_effort }: ChatRequest): LearnedOverrides | undefined {
  const efforts = parseSupportedEfforts(message, reasoning_effort);
  return efforts && { efforts };
}

/** Messages that describe a field without naming it. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  // Some models support a format, but not together with tools.
  [/^(?!.*(?:tool|function)).*\bresponse[ _]format\b/is, 'response_format'],
  [/does not support (?:thinking|reasoning)\b/i, 'reasoning_effort'],
];

/** Finds the field that an error message rejects, as it was sent: `tools[0].function.strict` is `strict`. */
export function parseRefusedField(failure: UpstreamErrorBody, sent: ChatRequest): string | undefined {
  if (!rejectsField(failure)) return undefined;
  const aliases = ALIASES.map(([pattern, field]) => (pattern.test(failure.message) ? field : ''));
  return [...listRejectedPaths(failure), ...aliases]
    .map(parseFieldName)
    .find((field) => field === 'strict' || Object.hasOwn(sent, field));
}

function parseFieldName(path: string): string {
  const [first = '', ...rest] = splitPath(path);
  return first === 'tools' && rest.at(-1) === 'strict' ? 'strict' : first;
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

const NULL_CONTENT =
  /\bcontent\b.{0,60}(?:\bnull\b|\bnone\b|must be a string|should be a string|valid string|expected (?:a )?string|is required|field required|cannot be empty)/i;

/** Whether the upstream rejects the content of messages that contain only tool calls. */
function isNullContentRefused(text: string, messages: readonly ChatMessage[]): boolean {
  return NULL_CONTENT.test(text) && messages.some(({ role, content }) => role === 'assistant' && content === null);
}

/** Finds which field inside messages the upstream rejects or requires. */
export function findMessageOverrides(
  { message, param = '' }: UpstreamErrorBody,
  { messages }: ChatRequest,
  known: LearnedOverrides,
): LearnedOverrides | undefined {
  const text = `${param} ${message}`;
  if (isNullContentRefused(text, messages)) return { emptyContent: 'blank' };
  // Xiaomi's MiMo puts the reason into `param`.
  const isMissed = MISSED.test(text) && text.includes('reasoning_content');
  if (isMissed) return known.reasoningReplay ? undefined : { reasoningReplay: 'required_reasoning_content' };
  if (!FIELD_REJECTION.test(message)) return undefined;
  // As a key, not as text of a prompt, where quotation marks are escaped.
  const sent = (name: string): boolean => text.includes(name) && JSON.stringify(messages).includes(`"${name}":`);
  return EXTRAS.find(([name]) => sent(name))?.[1];
}

/** Finds whether the model rejects the images or files that were sent. */
export function findRefusedMedia(failure: UpstreamErrorBody, { messages }: ChatRequest): LearnedOverrides | undefined {
  const input = findUnsupportedInput(failure);
  if (input === 'image' && messages.some(hasPart('image_url'))) return { acceptsImages: false };
  if (input === 'document' && messages.some(hasPart('file'))) return { acceptsFiles: false };
  return undefined;
}

function hasPart(type: ChatContentPart['type']): (message: ChatMessage) => boolean {
  return ({ content }) => Array.isArray(content) && content.some((part: ChatContentPart) => part.type === type);
}

import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ChatContentPart, ChatMessage, ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';

const REFUSAL = /unsupported|not supported|unknown|unrecognized|unexpected|extra inputs|not permitted|not allowed/i;
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
  if (!REFUSAL.test(message)) return undefined;
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

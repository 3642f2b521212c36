import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import type { UpstreamFailure } from '../errors/read-error-body.js';
import type { ModelQuirks } from './model-quirks.js';

const REFUSAL = /unsupported|not supported|unknown|unrecognized|unexpected|extra inputs|not permitted|not allowed/i;
const MISSED = /\bmissing\b|must be (?:passed|provided|included)|field required/i;

/** What may stand inside messages beside their content, and how to do without. */
const EXTRAS: readonly (readonly [string, ModelQuirks])[] = [
  ['cache_control', { cacheControl: 'none' }],
  ['prompt_cache_breakpoint', { cacheControl: 'none' }],
  ['reasoning_content', { reasoningReplay: 'none' }],
  ['reasoning_details', { reasoningReplay: 'none' }],
];

/** Reads from a refusal what the upstream does not take inside messages, or misses there. */
export function readMessageQuirks(
  { message, param = '' }: UpstreamFailure,
  { messages }: ChatRequest,
  known: ModelQuirks,
): ModelQuirks | undefined {
  const text = `${param} ${message}`;
  const isMissed = MISSED.test(message) && text.includes('reasoning_content');
  if (isMissed) return known.reasoningReplay ? undefined : { reasoningReplay: 'required_reasoning_content' };
  if (!REFUSAL.test(message)) return undefined;
  // As a key, not as words of a prompt: there the quotation marks are escaped.
  const sent = (name: string): boolean => text.includes(name) && JSON.stringify(messages).includes(`"${name}":`);
  return EXTRAS.find(([name]) => sent(name))?.[1];
}

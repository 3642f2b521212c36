import type { UpstreamErrorBody } from './error-body.js';

/** A prompt that exceeds the context window of the model, with the token counts that the upstream reported. */
export interface ContextOverflow {
  readonly inputTokens?: number;
  /** The requested output tokens, if the upstream includes them in the limit. */
  readonly outputTokens?: number;
  readonly limit?: number;
}

/** What the proxy knows about the prompt and the model. */
export interface PromptContext {
  /** Estimates the tokens of the prompt. Called only if the upstream does not report the number. */
  readonly estimatedInputTokens: () => number;
  /** The context window of the model in tokens, if known. A limit that the upstream reports takes precedence. */
  readonly contextWindow?: number;
  /** The factor by which input token counts are multiplied for the client. Default: 1. */
  readonly inputScale?: number;
}

/** Detects a context overflow in the wording of any known provider. Returns undefined for every other error. */
export function parseContextOverflow(error: UpstreamErrorBody): ContextOverflow | undefined {
  const text = [error.message, ...error.names].join('\n').toLowerCase();
  if (OTHER_PHRASES.some((phrase) => text.includes(phrase))) return undefined;
  if (!PHRASES.some((phrase) => text.includes(phrase)) && !isOverflowByMeaning(text)) return undefined;
  const inputTokens = error.promptTokens;
  const limit = error.contextTokens;
  return {
    ...parseNumbers(text),
    ...(inputTokens !== undefined && { inputTokens }),
    ...(limit !== undefined && { limit }),
  };
}

/**
 * Formats an overflow in the wording of the Messages API. Clients match it to compact the conversation or to request
 * fewer output tokens.
 */
export function formatOverflowMessage(
  overflow: ContextOverflow,
  upstreamMessage: string,
  { estimatedInputTokens, contextWindow, inputScale = 1 }: PromptContext,
): string {
  const { inputTokens, outputTokens, limit = contextWindow } = overflow;
  if (limit === undefined) return `prompt is too long (${upstreamMessage})`;
  if (inputTokens !== undefined && outputTokens !== undefined && inputTokens < limit) {
    // Not scaled: clients subtract these numbers to get the output limit, and output tokens are never scaled.
    return (
      `input length and \`max_tokens\` exceed context limit: ${inputTokens} + ${outputTokens} > ${limit}, ` +
      'decrease input length or `max_tokens` and try again'
    );
  }
  // The estimate may be slightly low, but the upstream has determined that the prompt exceeds the limit.
  const tokens = Math.max(inputTokens ?? estimatedInputTokens(), limit + 1);
  return `prompt is too long: ${Math.round(tokens * inputScale)} tokens > ${Math.round(limit * inputScale)} maximum`;
}

const PHRASES = [
  'maximum context length',
  'context_length_exceeded',
  'exceeds the context window',
  'contextwindowexceedederror',
  'longer than the maximum model length',
  "longer than the model's context length",
  'exceeds the available context size',
  'exceeds the maximum number of tokens allowed',
  'exceeds the maximum allowed length',
  'exceeded model token limit',
  'input token length too long',
  'input tokens exceed the configured limit',
  'maximum context limit',
  'maximum prompt length',
  'prompt exceeds max length',
  'tokens in request more than max tokens allowed',
  'range of input length should be',
  'context window exceeds limit',
  'but model only supports up to',
  'reduce the length of the messages',
  '`inputs` tokens + `max_new_tokens` must be',
  'context exceeds your deployment',
  'input is too long',
  'prompt is too long',
  'exceed model maximum',
  "model's context length is only",
  'exceed_context_size_error',
];

/** Other wordings of the same: the prompt or the window, next to a word for too much. */
const MEANINGS: readonly RegExp[] = [
  /context (?:window|length|size|limit)\b[^\n]{0,100}?\b(?:exceed|too (?:long|large)|longer|larger|over)/,
  /\b(?:exceed(?:s|ed|ing)?|too (?:long|large)|longer than|larger than|beyond|over|reached)\b[^\n]{0,100}?\bcontext (?:window|length|size|limit)/,
  /\b(?:prompt|input|conversation)\b[^\n]{0,60}?\btoo (?:long|large)\b/,
  /\b(?:prompt|input) (?:token count|tokens?|length|content length)\b[^\n]{0,80}?\bexceeds?\b/,
  /\bprompt_tokens\b[^\n]{0,40}?must be less than/,
  // vLLM, when nothing of the window is left for the output.
  /\bmust be at least 1, got -\d/,
];

/** An output limit that is too high for the window does not mean that the prompt is too long. */
function isOverflowByMeaning(text: string): boolean {
  const isAboutOutput = /^\W{0,3}(?:max_(?:completion_|output_|new_)?tokens)\b(?!.{0,40}got -)/.test(text);
  return !isAboutOutput && MEANINGS.some((pattern) => pattern.test(text));
}

/** Errors about a single overlong field or a policy, which a shorter conversation would not fix. */
const OTHER_PHRASES = [
  'string too long. expected a string with maximum length',
  'expected maxlength',
  'policy_blocked',
];

/**
 * Patterns that extract the numbers, the most specific ones first. Every repetition is limited, so that the time is linear in
 * the length of the message.
 */
const NUMBERS: readonly RegExp[] = [
  /too large: (?<output>\d{1,12}).{0,200}?context length is (?<limit>\d{1,12}) tokens and your request has (?<input>\d{1,12}) input tokens/,
  /passed (?<input>\d{1,12}) input tokens and requested (?<output>\d{1,12}) output tokens.{0,200}?context length is only (?<limit>\d{1,12})/,
  /context length is (?<limit>\d{1,12}) tokens.{0,200}?\((?<input>\d{1,12}) in the messages,(?: (?<tools>\d{1,12}) in the functions,)?(?: and)? (?<output>\d{1,12}) in the completion\)/,
  /context length is (?<limit>\d{1,12}) tokens.{0,200}?\((?<input>\d{1,12}) of text input,(?: (?<tools>\d{1,12}) of tool input,)? (?<output>\d{1,12}) in the output\)/,
  /context length of (?<limit>\d{1,12}) tokens.{0,200}?: (?<input>\d{1,12}) tokens from the input messages and (?<output>\d{1,12}) tokens for the completion/,
  /must be <= (?<limit>\d{1,12})\. given: (?<input>\d{1,12}) `inputs` tokens and (?<output>\d{1,12}) `max_new_tokens`/,
  /context length is (?<limit>\d{1,12}) tokens.{0,200}?(?:resulted in|requested(?: about)?|request has) (?<input>\d{1,12})/,
  /prompt tokens \((?<input>\d{1,12})\) exceed model maximum \((?<limit>\d{1,12})\)/,
  /input \((?<input>\d{1,12}) tokens\) is longer than .{0,200}?\((?<limit>\d{1,12}) tokens\)/,
  /request \((?<input>\d{1,12}) tokens\) exceeds the available context size \((?<limit>\d{1,12})/,
  /input length \((?<input>\d{1,12}) tokens\) exceeds the maximum allowed length \((?<limit>\d{1,12})/,
  /token count \((?<input>\d{1,12})\) exceeds.{0,200}?\((?<limit>\d{1,12})\)/,
  /prompt token count of (?<input>\d{1,12}) exceeds the limit of (?<limit>\d{1,12})/,
  /prompt_tokens \((?<input>\d{1,12})\) must be less than max_seq_len \((?<limit>\d{1,12})\)/,
  /(?:too long|too large):? (?<input>\d{1,12}) tokens exceeds? .{0,60}?(?:window|length|limit|size) of (?<limit>\d{1,12})/,
  /prompt length is (?<limit>\d{1,12}) but the request contains (?<input>\d{1,12})/,
  /prompt is too long: (?<input>\d{1,12}) tokens > (?<limit>\d{1,12})/,
  /contains (?<input>\d{1,12}) tokens.{0,200}?too large for model with (?<limit>\d{1,12}) maximum context length/,
  /current length is (?<input>\d{1,12}) while limit is (?<limit>\d{1,12})/,
  /configured limit of (?<limit>\d{1,12}) tokens.{0,200}?resulted in (?<input>\d{1,12})/,
  /token limit: (?<limit>\d{1,12})(?:.{0,200}?requested:? (?<input>\d{1,12}))?/,
  /(?<!\d)(?<limit>\d{1,12}) tokens.{0,200}?requested (?<input>\d{1,12})/,
  /supports up to (?<limit>\d{1,12})/,
  /\[1, (?<limit>\d{1,12})\]/,
  /context length (?:is|of) (?<limit>\d{1,12})/,
];

function parseNumbers(text: string): ContextOverflow {
  // Removes thousands separators (128,000) but not the commas of a list (6000, 4000).
  const plain = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '').replaceAll('\n', ' ');
  const groups = findFirstMatch(plain)?.groups ?? {};
  const { input, tools = '0', output, limit } = groups;
  return {
    ...(input && { inputTokens: Number(input) + Number(tools) }),
    ...(output && { outputTokens: Number(output) }),
    ...(limit && { limit: Number(limit) }),
  };
}

function findFirstMatch(text: string): RegExpExecArray | undefined {
  for (const pattern of NUMBERS) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return undefined;
}

import type { UpstreamErrorContext } from './classify-error.js';
import type { UpstreamErrorBody } from './error-body.js';

/** A prompt that does not fit the model, with the numbers that the upstream names. */
export interface ContextOverflow {
  readonly inputTokens?: number;
  /** What was asked for the answer; known only where the upstream counts it in. */
  readonly outputTokens?: number;
  readonly limit?: number;
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

/** One over-long field or a policy is nothing that a shorter conversation would cure. */
const OTHER_PHRASES = [
  'string too long. expected a string with maximum length',
  'expected maxlength',
  'policy_blocked',
];

/** Where the numbers stand, the most telling wording first. */
const NUMBERS: readonly RegExp[] = [
  /too large: (?<output>\d+).*?context length is (?<limit>\d+) tokens and your request has (?<input>\d+) input tokens/,
  /passed (?<input>\d+) input tokens and requested (?<output>\d+) output tokens.*?context length is only (?<limit>\d+)/,
  /context length is (?<limit>\d+) tokens.*?\((?<input>\d+) in the messages,(?: (?<tools>\d+) in the functions,)?(?: and)? (?<output>\d+) in the completion\)/,
  /context length is (?<limit>\d+) tokens.*?\((?<input>\d+) of text input,(?: (?<tools>\d+) of tool input,)? (?<output>\d+) in the output\)/,
  /context length of (?<limit>\d+) tokens.*?: (?<input>\d+) tokens from the input messages and (?<output>\d+) tokens for the completion/,
  /must be <= (?<limit>\d+)\. given: (?<input>\d+) `inputs` tokens and (?<output>\d+) `max_new_tokens`/,
  /context length is (?<limit>\d+) tokens.*?(?:resulted in|requested(?: about)?|request has) (?<input>\d+)/,
  /prompt tokens \((?<input>\d+)\) exceed model maximum \((?<limit>\d+)\)/,
  /input \((?<input>\d+) tokens\) is longer than .*?\((?<limit>\d+) tokens\)/,
  /request \((?<input>\d+) tokens\) exceeds the available context size \((?<limit>\d+)/,
  /input length \((?<input>\d+) tokens\) exceeds the maximum allowed length \((?<limit>\d+)/,
  /token count \((?<input>\d+)\) exceeds.*?\((?<limit>\d+)\)/,
  /prompt length is (?<limit>\d+) but the request contains (?<input>\d+)/,
  /prompt is too long: (?<input>\d+) tokens > (?<limit>\d+)/,
  /contains (?<input>\d+) tokens.*?too large for model with (?<limit>\d+) maximum context length/,
  /current length is (?<input>\d+) while limit is (?<limit>\d+)/,
  /configured limit of (?<limit>\d+) tokens.*?resulted in (?<input>\d+)/,
  /token limit: (?<limit>\d+)(?:.*?requested:? (?<input>\d+))?/,
  /(?<limit>\d+) tokens.*?requested (?<input>\d+)/,
  /supports up to (?<limit>\d+)/,
  /\[1, (?<limit>\d+)\]/,
  /context length (?:is|of) (?<limit>\d+)/,
];

/** Recognises a prompt that is too long for the model, by the words of all the upstreams known. */
export function parseContextOverflow(failure: UpstreamErrorBody): ContextOverflow | undefined {
  const text = [failure.message, ...failure.names].join('\n').toLowerCase();
  if (OTHER_PHRASES.some((phrase) => text.includes(phrase))) return undefined;
  if (!PHRASES.some((phrase) => text.includes(phrase))) return undefined;
  const inputTokens = failure.promptTokens;
  const limit = failure.contextTokens;
  return {
    ...readNumbers(text),
    ...(inputTokens !== undefined && { inputTokens }),
    ...(limit !== undefined && { limit }),
  };
}

function readNumbers(text: string): ContextOverflow {
  // 128,000 is a number as well; a list such as "6000, 4000" keeps its comma and blank.
  const plain = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '').replaceAll('\n', ' ');
  const groups = firstMatch(plain)?.groups ?? {};
  const { input, tools = '0', output, limit } = groups;
  return {
    ...(input && { inputTokens: Number(input) + Number(tools) }),
    ...(output && { outputTokens: Number(output) }),
    ...(limit && { limit: Number(limit) }),
  };
}

function firstMatch(text: string): RegExpExecArray | undefined {
  for (const pattern of NUMBERS) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return undefined;
}

type PromptContext = Pick<UpstreamErrorContext, 'estimatedInputTokens' | 'contextWindow' | 'inputScale'>;

/** Words an overflow as the Messages API does: only so do clients compact, or ask for a shorter answer, by the right numbers. */
export function formatOverflowMessage(
  overflow: ContextOverflow,
  upstreamMessage: string,
  { estimatedInputTokens, contextWindow, inputScale = 1 }: PromptContext,
): string {
  const { inputTokens, outputTokens, limit = contextWindow } = overflow;
  if (limit === undefined) return `prompt is too long (${upstreamMessage})`;
  if (inputTokens !== undefined && outputTokens !== undefined && inputTokens < limit) {
    // Never scaled: what is left for the answer is the difference, and answers are counted as they are.
    return (
      `input length and \`max_tokens\` exceed context limit: ${inputTokens} + ${outputTokens} > ${limit}, ` +
      'decrease input length or `max_tokens` and try again'
    );
  }
  // A count of ours may be a little low; the upstream has ruled that the prompt is over the limit.
  const tokens = Math.max(inputTokens ?? estimatedInputTokens(), limit + 1);
  return `prompt is too long: ${Math.round(tokens * inputScale)} tokens > ${Math.round(limit * inputScale)} maximum`;
}

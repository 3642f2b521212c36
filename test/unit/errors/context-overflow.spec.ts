import { describe, expect, it } from '@jest/globals';
import { parseContextOverflow } from '../../../src/errors/context-overflow.js';
import { runGuarded } from '../../support/hang-guard.js';

const upstreamError = (message: string, ...names: string[]): { message: string; names: string[] } => ({
  message,
  names,
});

describe('parseContextOverflow', () => {
  it.each([
    [
      'OpenAI, messages only',
      "This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens. Please reduce the length of the messages.",
      { inputTokens: 5000, limit: 4097 },
    ],
    [
      'OpenAI, with tools',
      "This model's maximum context length is 8192 tokens. However, you requested 10000 tokens (5000 in the messages, 1000 in the functions, and 4000 in the completion).",
      { inputTokens: 6000, outputTokens: 4000, limit: 8192 },
    ],
    [
      'OpenAI, total including tools',
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens (120000 in the messages, 10000 in the functions).",
      { inputTokens: 130000, limit: 128000 },
    ],
    [
      'OpenAI, newer',
      'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. Please reduce the length of the messages.',
      { inputTokens: 300000, limit: 272000 },
    ],
    [
      'DeepSeek, vLLM',
      "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.",
      { inputTokens: 112946, outputTokens: 10000, limit: 16384 },
    ],
    ['GitHub Copilot', 'prompt token count of 74490 exceeds the limit of 72000', { inputTokens: 74490, limit: 72000 }],
    [
      'SiliconFlow',
      'length of prompt_tokens (57535) must be less than max_seq_len (32768).',
      { inputTokens: 57535, limit: 32768 },
    ],
    [
      'oMLX',
      'Prompt too long: 32799 tokens exceeds max context window of 32768 tokens',
      { inputTokens: 32799, limit: 32768 },
    ],
    ['vLLM, with nothing left', 'max_tokens must be at least 1, got -853.', {}],
    ['a full window', 'Reached context length of 32000 tokens!', { limit: 32000 }],
    ['a gateway without numbers', 'Input content length exceeds threshold.', {}],
    ['z.ai', 'The model has reached its context window limit.', {}],
    [
      'an unsplit request',
      "This model's maximum context length is 4097 tokens, however you requested 4226 tokens",
      { inputTokens: 4226, limit: 4097 },
    ],
    [
      'vLLM, max_tokens too large',
      "'max_tokens' or 'max_completion_tokens' is too large: 128000. This model's maximum context length is 32768 tokens and your request has 1200 input tokens (128000 > 32768 - 1200).",
      { inputTokens: 1200, outputTokens: 128000, limit: 32768 },
    ],
    [
      'vLLM, prompt too long',
      "This model's maximum context length is 32768 tokens. However, your request has 40000 input tokens. Please reduce the length of the input messages.",
      { inputTokens: 40000, limit: 32768 },
    ],
    [
      'vLLM, newer',
      "You passed 1201 input tokens and requested 128000 output tokens. However, the model's context length is only 32768 tokens, resulting in a maximum input length of 0 tokens.",
      { inputTokens: 1201, outputTokens: 128000, limit: 32768 },
    ],
    [
      'SGLang',
      "The input (61709 tokens) is longer than the model's context length (40960 tokens).",
      { inputTokens: 61709, limit: 40960 },
    ],
    [
      'SGLang, with the completion',
      "Requested token count exceeds the model's maximum context length of 202752 tokens. You requested a total of 202941 tokens: 170941 tokens from the input messages and 32000 tokens for the completion.",
      { inputTokens: 170941, outputTokens: 32000, limit: 202752 },
    ],
    [
      'llama.cpp',
      'the request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it',
      { inputTokens: 9000, limit: 4096 },
    ],
    [
      'Gemini',
      'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).',
      { inputTokens: 1048577, limit: 1048576 },
    ],
    [
      'xAI',
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      { inputTokens: 537812, limit: 131072 },
    ],
    ['DashScope', 'Range of input length should be [1, 30720]', { limit: 30720 }],
    [
      'OpenRouter',
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 150000 tokens (140000 of text input, 9000 of tool input, 1000 in the output).",
      { inputTokens: 149000, outputTokens: 1000, limit: 131072 },
    ],
    [
      'Mistral',
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      { inputTokens: 40000, limit: 32768 },
    ],
    [
      'TGI, Together',
      '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 200 `max_new_tokens`',
      { inputTokens: 4000, outputTokens: 200, limit: 4096 },
    ],
    [
      'Cerebras',
      'Please reduce the length of the messages or completion. Current length is 10000 while limit is 8192',
      { inputTokens: 10000, limit: 8192 },
    ],
    [
      'Moonshot',
      'Your request exceeded model token limit: 131072 (requested: 140000)',
      { inputTokens: 140000, limit: 131072 },
    ],
    ['Moonshot, shorter', 'Invalid request: Your request exceeded model token limit: 8192', { limit: 8192 }],
    [
      'Fireworks',
      'The prompt tokens (9000) exceed model maximum (8192): input is too long',
      { inputTokens: 9000, limit: 8192 },
    ],
    ['Fireworks, shorter', 'prompt tokens (9000) exceed model maximum (8192)', { inputTokens: 9000, limit: 8192 }],
    ['a Messages API', 'prompt is too long: 210000 tokens > 200000 maximum', { inputTokens: 210000, limit: 200000 }],
    [
      'thousands separators',
      'prompt is too long: 210,000 tokens > 200,000 maximum',
      { inputTokens: 210000, limit: 200000 },
    ],
    [
      'the limit before the request',
      'Maximum context limit of 8192 tokens, you requested 9000',
      { inputTokens: 9000, limit: 8192 },
    ],
    ['a supported maximum', 'Too many tokens, but model only supports up to 4096', { limit: 4096 }],
    ['a limit without a count', "exceeds the model's maximum context length of 4096", { limit: 4096 }],
    ['no number', 'Your input exceeds the context window of this model.', {}],
  ])('parses the numbers of %s', (_name, message, overflow) => {
    expect(parseContextOverflow(upstreamError(message))).toEqual(overflow);
  });

  it.each([
    'ContextWindowExceededError: too much',
    'The prompt is longer than the maximum model length',
    'input token length too long',
    'Prompt exceeds max length',
    'Tokens in request more than max tokens allowed',
    'context window exceeds limit',
    'The context exceeds your deployment',
  ])('recognizes the phrase: %s', (message) => {
    expect(parseContextOverflow(upstreamError(message))).toEqual({});
  });

  it('searches the error code as well as the message', () => {
    expect(parseContextOverflow(upstreamError('too much', 'context_length_exceeded'))).toEqual({});
  });

  it("prefers llama.cpp's token count fields", () => {
    const message = 'the request exceeds the available context size, try increasing it';

    expect(parseContextOverflow({ ...upstreamError(message), promptTokens: 9000, contextTokens: 4096 })).toEqual({
      inputTokens: 9000,
      limit: 4096,
    });
  });

  it.each([
    "Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024, see maximum context length",
    'expected maxlength 5: input is too long',
    'temperature must be a number',
    'Rate limit reached',
  ])('ignores other errors: %s', (message) => {
    expect(parseContextOverflow(upstreamError(message))).toBeUndefined();
  });

  it('ignores a policy violation, whatever its message', () => {
    expect(parseContextOverflow(upstreamError('input is too long', 'policy_blocked'))).toBeUndefined();
  });

  it('ends on a message designed to cause backtracking', () => {
    const message = `maximum context length ${'5 tokens '.repeat(910)}`;
    expect(runGuarded(() => parseContextOverflow(upstreamError(message)))).toBeDefined();
  });
});

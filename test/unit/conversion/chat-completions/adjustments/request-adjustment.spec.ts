import { describe, expect, it } from '@jest/globals';
import { parseErrorBody } from '../../../../../src/errors/error-body.js';
import type { LearnedOverrides } from '../../../../../src/providers/learned-overrides.js';
import { findAdjustment } from '../../../../../src/conversion/chat-completions/adjustments/request-adjustment.js';
import type { ChatContentPart, ChatRequest } from '../../../../../src/protocol/openai/chat-request.js';

const sent: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 128_000,
  temperature: 0.2,
  top_p: 0.9,
  top_k: 5,
  stop: ['END'],
  parallel_tool_calls: false,
  reasoning_effort: 'minimal',
  prompt_cache_key: 'session',
  safety_identifier: 'hash',
  service_tier: 'default',
  response_format: { type: 'json_schema', json_schema: { name: 'output', schema: {}, strict: true } },
  tools: [{ type: 'function', function: { name: 'f', parameters: {}, strict: true } }],
  tool_choice: 'required',
  stream: true,
  stream_options: { include_usage: true },
};

const remedyOf = (body: unknown, request = sent, known: LearnedOverrides = {}): unknown =>
  findAdjustment(parseErrorBody(body), request, known);
const message = (text: string, fields: Record<string, unknown> = {}): unknown => ({
  error: { message: text, type: 'invalid_request_error', ...fields },
});

describe('findAdjustment, of a limit on the output', () => {
  it.each([
    [
      'OpenAI',
      message(
        'max_tokens is too large: 128000. This model supports at most 16384 completion tokens, whereas you provided 128000.',
        { param: 'max_tokens', code: null },
      ),
      16_384,
    ],
    [
      'OpenAI, newer',
      message("Invalid 'max_tokens': integer above maximum value. Expected a value <= 16384, but got 128000 instead.", {
        param: 'max_tokens',
        code: 'integer_above_max_value',
      }),
      16_384,
    ],
    [
      'Anthropic',
      message(
        'max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-20250514',
      ),
      64_000,
    ],
    [
      'DashScope',
      message('<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8192]', {
        code: 'invalid_parameter_error',
      }),
      8192,
    ],
    ['DeepSeek', message('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'), 8192],
    [
      'Groq',
      message(
        '`max_tokens` must be less than or equal to `32768`, the maximum value for `max_tokens` is less than the `context_window` for this model',
        { param: 'max_tokens' },
      ),
      32_768,
    ],
    [
      'Bedrock',
      message(
        'The maximum tokens you requested exceeds the model limit of 8192. Try again with a maximum tokens value that is lower than 8192.',
      ),
      8192,
    ],
    [
      'Vertex',
      [
        {
          error: {
            code: 400,
            message:
              'Unable to submit request because it has a maxOutputTokens value of 128000 but the supported range is from 1 (inclusive) to 65537 (exclusive). Update the value and try again.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
      65_536,
    ],
    [
      'FastAPI',
      {
        detail: [
          { type: 'less_than_equal', loc: ['body', 'max_tokens'], msg: 'Input should be less than or equal to 8192' },
        ],
      },
      8192,
    ],
    [
      'vLLM after its own length',
      message(
        'max_tokens=128000 cannot be greater than max_model_len=max_total_tokens=32768. Please request fewer output tokens.',
      ),
      32_768,
    ],
    ['a number with commas', message('max_tokens must be at most 16,384'), 16_384],
    ['TGI', { error: '`max_new_tokens` must be <= 4096. Given: 128000', error_type: 'validation' }, 4096],
  ])('takes the limit from the words of %s', (_, body, maxOutputTokens) => {
    expect(remedyOf(body)).toEqual({ overrides: { maxOutputTokens }, isLasting: true });
  });

  it.each([
    ['no lower than the requested one', message('This model supports at most 128000 completion tokens: max_tokens')],
    ['none', message('max_tokens is too large')],
    ['of something else', message('messages must contain at most 2048 items')],
    ['of another mode', message('Requests with max_tokens > 4096 must have stream=true')],
    ['of nothing', message('max_tokens must be at most 0')],
  ])('knows no remedy when the limit is %s', (_, body) => {
    expect(remedyOf(body)).toBeUndefined();
  });
});

describe('findAdjustment, of a limit by its newer name', () => {
  it('takes it, whatever the upstream calls it', () => {
    const { max_tokens, ...rest } = sent;
    const text = 'max_tokens is too large: 128000. This model supports at most 16384 completion tokens.';
    expect(remedyOf(message(text), { ...rest, max_completion_tokens: max_tokens ?? 0 })).toEqual({
      overrides: { maxOutputTokens: 16_384 },
      isLasting: true,
    });
  });
});

describe('findAdjustment, of a prompt that fits without so long an answer', () => {
  it.each([
    [
      'OpenAI',
      message(
        "This model's maximum context length is 128000 tokens. However, you requested 148000 tokens (20000 in the messages, 128000 in the completion). Please reduce the length of the messages or completion.",
        { code: 'context_length_exceeded', param: 'messages' },
      ),
      107_936,
    ],
    [
      'vLLM',
      message(
        "'max_tokens' or 'max_completion_tokens' is too large: 128000. This model's maximum context length is 32768 tokens and your request has 5000 input tokens (128000 > 32768 - 5000). (parameter=max_tokens, value=128000)",
      ),
      27_704,
    ],
  ])('asks for what is left, this once, in the words of %s', (_, body, maxOutputTokens) => {
    expect(remedyOf(body)).toEqual({ overrides: { maxOutputTokens }, isLasting: false });
  });

  it.each([
    [
      'the prompt is too long by itself',
      message("This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens."),
    ],
    [
      'next to nothing is left',
      message(
        "This model's maximum context length is 8192 tokens. However, you requested 136000 tokens (8000 in the messages, 128000 in the completion).",
      ),
    ],
    ['no number is named', message('context_length_exceeded')],
  ])('knows no remedy when %s', (_, body) => {
    expect(remedyOf(body)).toBeUndefined();
  });
});

describe('findAdjustment, of a field', () => {
  const refused = (...rejectedFields: string[]): LearnedOverrides => ({ rejectedFields });
  it.each([
    [
      'OpenAI: use the other limit',
      message(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        {
          param: 'max_tokens',
          code: 'unsupported_parameter',
        },
      ),
      { tokenLimitField: 'max_completion_tokens' },
    ],
    [
      'OpenAI: only the default',
      message(
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
        { param: 'temperature', code: 'unsupported_value' },
      ),
      refused('temperature'),
    ],
    [
      'OpenAI: other efforts',
      message(
        "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low', 'medium', and 'high'.",
        { param: 'reasoning_effort', code: 'unsupported_value' },
      ),
      { efforts: ['low', 'medium', 'high'] },
    ],
    [
      'OpenAI: unknown',
      message("Unknown parameter: 'safety_identifier'.", { param: 'safety_identifier', code: 'unknown_parameter' }),
      refused('safety_identifier'),
    ],
    [
      'OpenAI: unknown deep inside',
      message("Unknown parameter: 'tools[0].function.strict'.", { param: 'tools[0].function.strict' }),
      { acceptsStrictTools: false },
    ],
    [
      'OpenAI: an older one',
      message('Unrecognized request argument supplied: parallel_tool_calls'),
      refused('parallel_tool_calls'),
    ],
    [
      'OpenAI: no schema',
      message("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", {
        param: null,
      }),
      { responseFormat: 'json_object' },
    ],
    ['DeepSeek: no schema', message('This response_format type is unavailable now'), { responseFormat: 'json_object' }],
    [
      'Groq: no schema',
      message('This model does not support response format `json_schema`.'),
      { responseFormat: 'json_object' },
    ],
    ['Groq', message("property 'service_tier' is unsupported"), refused('service_tier')],
    [
      'Cerebras',
      { message: "body.service_tier: property 'service_tier' is unsupported", code: 'wrong_api_format' },
      refused('service_tier'),
    ],
    [
      'xAI',
      { code: 'Client specified an invalid argument', error: 'Argument not supported on this model: stop' },
      refused('stop'),
    ],
    [
      'xAI in its own spelling',
      { code: 'invalid', error: 'Model grok-4 does not support parameter reasoningEffort.' },
      refused('reasoning_effort'),
    ],
    [
      'Mistral',
      {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'prompt_cache_key'], msg: 'Extra inputs are not permitted' }],
      },
      refused('prompt_cache_key'),
    ],
    [
      'Fireworks',
      message("Extra inputs are not permitted, field: 'stream_options', value: {'include_usage': True}"),
      refused('stream_options'),
    ],
    [
      'pydantic in text',
      message(
        "[{'type': 'extra_forbidden', 'loc': ('body', 'top_k'), 'msg': 'Extra inputs are not permitted', 'input': 5}]",
      ),
      refused('top_k'),
    ],
    ['Anthropic', message('top_k: Extra inputs are not permitted'), refused('top_k')],
    [
      'Gemini',
      [
        {
          error: {
            code: 400,
            message: 'Invalid JSON payload received. Unknown name "parallel_tool_calls": Cannot find field.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
      refused('parallel_tool_calls'),
    ],
    ['Ollama', message('"llama3" does not support thinking'), refused('reasoning_effort')],
    ['Python', message("Completions.create() got an unexpected keyword argument 'top_k'"), refused('top_k')],
    [
      'Bedrock',
      message('`temperature` and `top_p` cannot both be specified for this model. Please use only one.'),
      refused('top_p'),
    ],
    ['a plain sentence', message('The `temperature` parameter is not supported by this model'), refused('temperature')],
  ])('%s', (_, body, overrides) => {
    expect(remedyOf(body)).toEqual(overrides && { overrides, isLasting: true });
  });

  it.each([
    ['that was not sent', message("Unknown parameter: 'logprobs'.", { param: 'logprobs' })],
    [
      'without which it is another request',
      message("Unsupported value: 'tool_choice' does not support 'required'.", { param: 'tool_choice' }),
    ],
    [
      'that is a message',
      message("Unsupported value: 'messages[0].role' does not support 'system' with this model.", {
        param: 'messages[0].role',
        code: 'unsupported_value',
      }),
    ],
    ['that is the tools', message('This model does not support tools')],
    ['with a bad value only', message('temperature must be above 0', { param: 'temperature' })],
    ['that is not a field', message('This parameter is not supported')],
    [
      'that is rejected only in combination with others',
      message('response format is not supported together with tools'),
    ],
    ['in another 400', message('Invalid image data')],
    ['without a message', ''],
  ])('finds no adjustment for a field %s', (_, body) => {
    expect(remedyOf(body)).toBeUndefined();
  });

  it.each([
    [
      "Unknown parameter: 'messages[0].content[0].prompt_cache_breakpoint'.",
      'messages[0].content[0].prompt_cache_breakpoint',
    ],
    ['prompt_cache_breakpoint is not supported with this model', null],
  ])('leaves cache breakpoints out, where some were sent: %s', (text, param) => {
    const content = [{ type: 'text', text: 'Hello', prompt_cache_breakpoint: { mode: 'explicit' } }] as const;
    const messages = [
      { role: 'assistant', content: null },
      { role: 'user', content },
    ] as const;
    const overrides = { cacheControl: 'none' };
    expect(remedyOf(message(text, { param }), { ...sent, messages })).toEqual({ overrides, isLasting: true });
    expect(remedyOf(message(text, { param }))).toBeUndefined();
  });

  it('says nothing of marks that are too many', () => {
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
    ] as const;
    const text = 'A maximum of 4 blocks with cache_control may be provided. Found 5.';
    expect(remedyOf(message(text), { ...sent, messages })).toBeUndefined();
  });

  it.each([
    ['DashScope', 'parameter.enable_thinking must be set to false for non-streaming calls'],
    ['DashScope', 'This model only support stream mode, please enable the stream parameter to access the model.'],
    ['Fireworks', 'Requests with max_tokens > 4096 must have stream=true'],
  ])('asks for a stream in the words of %s: %s', (_, text) => {
    const { stream, stream_options, ...whole } = sent;
    expect([stream, stream_options]).not.toContain(undefined);
    expect(remedyOf(message(text), whole)).toEqual({ overrides: { streamsOnly: true }, isLasting: true });
    expect(remedyOf(message(text))).toBeUndefined();
  });

  it.each([
    ['OpenRouter', 'No endpoints found that support image input', { acceptsImages: false }],
    ['SiliconFlow', 'The model is not a VLM (Vision Language Model).', { acceptsImages: false }],
    [
      'Groq',
      "'messages.1' : for 'role:user' the following must be satisfied[('messages.1.content' : value must be a string)]",
      { acceptsImages: false },
    ],
    ['OpenAI', 'Invalid content type. image_url is only supported by certain models.', { acceptsImages: false }],
    [
      'DeepSeek',
      'messages[0]: unknown variant `image_url`, expected `text` at line 1 column 90',
      { acceptsImages: false },
    ],
    ['vLLM', 'Qwen/Qwen3-8B is not a multimodal model', { acceptsImages: false }],
    ['LM Studio', 'Model does not support images. Please use a model that does.', { acceptsImages: false }],
    ['llama.cpp', 'image input is not supported - hint: you may need to provide the mmproj', { acceptsImages: false }],
    ['vLLM', 'Unknown part type: file', { acceptsFiles: false }],
    ['OpenAI', "Invalid value: 'file'. Supported values are: 'text', 'image_url'.", { acceptsFiles: false }],
    ['anybody', 'This model does not support PDF input', { acceptsFiles: false }],
    ['OpenAI, of a single image', 'Image format is not supported: image/tiff', undefined],
  ])('does without media in the words of %s: %s', (_, text, overrides) => {
    const content: ChatContentPart[] = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
    ];
    const request: ChatRequest = { ...sent, messages: [{ role: 'user', content }] };
    expect(remedyOf(message(text), request)).toEqual(overrides && { overrides, isLasting: true });
    expect(remedyOf(message(text))).toBeUndefined();
  });

  it.each([
    [
      'Groq',
      "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]",
      { reasoningReplay: 'none' },
    ],
    ['Anthropic', 'messages.0.content.0.cache_control: Extra inputs are not permitted', { cacheControl: 'none' }],
    [
      'Moonshot',
      'thinking is enabled but reasoning_content is missing in assistant tool call message at index 4',
      { reasoningReplay: 'required_reasoning_content' },
    ],
    [
      'DeepSeek',
      'The `reasoning_content` in the thinking mode must be passed back to the API.',
      { reasoningReplay: 'required_reasoning_content' },
    ],
  ])('corrects messages in the words of %s', (_, text, overrides) => {
    const part = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } } as const;
    const messages: ChatRequest['messages'] = [
      { role: 'user', content: [part] },
      { role: 'assistant', content: 'Hello', reasoning_content: 'They greet.' },
    ];
    expect(remedyOf(message(text), { ...sent, messages })).toEqual({ overrides, isLasting: true });
  });

  it('does nothing about what the messages do not hold, but in words', () => {
    const content = 'Write {"cache_control": 1} and {"reasoning_content":2}';
    const request: ChatRequest = { ...sent, messages: [{ role: 'user', content }] };
    for (const field of ['cache_control', 'reasoning_content']) {
      expect(remedyOf(message(`messages.0.${field}: Extra inputs are not permitted`), request)).toBeUndefined();
    }
    const missing = message('reasoning_content is missing in assistant tool call message');
    expect(remedyOf(missing, request, { reasoningReplay: 'required_reasoning_content' })).toBeUndefined();
  });

  it('asks for JSON without a schema, then not at all', () => {
    const request: ChatRequest = { ...sent, response_format: { type: 'json_object' } };
    expect(remedyOf(message("Unknown parameter: 'response_format'."), request)).toEqual({
      overrides: { responseFormat: 'none' },
      isLasting: true,
    });
  });

  it('does not take back a limit that it has renamed', () => {
    const { max_tokens, ...rest } = sent;
    const request: ChatRequest = { ...rest, max_completion_tokens: 100 };
    const body = message('Unrecognized request argument supplied: max_completion_tokens');
    expect(max_tokens).toBeDefined();
    expect(remedyOf(body, request)).toEqual({ overrides: { tokenLimitField: 'max_tokens' }, isLasting: true });
    expect(remedyOf(body, request, { tokenLimitField: 'max_completion_tokens' })).toBeUndefined();
  });

  it('leaves the effort out when other values are not named, or would be no better', () => {
    const body = (text: string): unknown => message(text, { param: 'reasoning_effort', code: 'unsupported_value' });
    const overrides = { overrides: refused('reasoning_effort'), isLasting: true };
    expect(remedyOf(body("Unsupported value: 'reasoning_effort'."))).toEqual(overrides);
    expect(remedyOf(body("Unsupported value: 'reasoning_effort'. Supported values are: 'minimal'."))).toEqual(
      overrides,
    );
  });
});

describe('findAdjustment, in wordings of the field', () => {
  it.each([
    ['only one value is allowed', 'invalid temperature: only 1 is allowed for this model', 'temperature'],
    ['a deprecated field', '`temperature` is deprecated for this model.', 'temperature'],
    ['a list of fields', 'Validation: Unsupported parameter(s): `parallel_tool_calls`', 'parallel_tool_calls'],
  ])('drops a field: %s', (_wording, text, field) => {
    expect(remedyOf(message(text))).toMatchObject({ overrides: { rejectedFields: [field] } });
  });

  it('drops a thinking budget that is too high', () => {
    const text = 'The thinking_budget parameter must be a positive integer and not greater than 38912';
    const request = { ...sent, thinking_budget: 99_999 };
    expect(remedyOf(message(text), request)).toMatchObject({ overrides: { rejectedFields: ['thinking_budget'] } });
  });

  it('returns reasoning when the upstream asks for it in the name of the field', () => {
    const text = 'The reasoning_content in the thinking mode must be passed back to the API.';
    expect(remedyOf(message('Param Incorrect', { code: '400', param: text }))).toMatchObject({
      overrides: { reasoningReplay: 'required_reasoning_content' },
    });
  });

  it.each([
    "Invalid value for 'content': expected a string, got null.",
    'messages.1.content: field required',
    'content cannot be None when the role is assistant',
  ])('sends empty content where null is rejected: %s', (text) => {
    const calls = [{ id: 'call_1', type: 'function' as const, function: { name: 'f', arguments: '{}' } }];
    const messages: ChatRequest['messages'] = [{ role: 'assistant', content: null, tool_calls: calls }];
    expect(remedyOf(message(text), { ...sent, messages })).toMatchObject({ overrides: { emptyContent: 'blank' } });
    expect(remedyOf(message(text))).toBeUndefined();
  });
});

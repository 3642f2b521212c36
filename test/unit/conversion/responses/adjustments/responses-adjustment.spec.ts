import { describe, expect, it } from '@jest/globals';
import { findResponsesAdjustment } from '../../../../../src/conversion/responses/adjustments/responses-adjustment.js';
import type { RequestAdjustment } from '../../../../../src/conversion/conversion.js';
import { encodeEnvelope } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import { RefusedState } from '../../../../../src/conversion/shared/provider-state/refused-state.js';
import { parseErrorBody } from '../../../../../src/errors/error-body.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import type { ResponsesRequest } from '../../../../../src/protocol/openai/responses-request.js';
import { resolveCapabilities } from '../../../../../src/providers/capabilities.js';
import { noOverrides } from '../../../../../src/providers/learned-overrides.js';
import type { LearnedOverrides } from '../../../../../src/providers/learned-overrides.js';
import { openai } from '../../../../../src/providers/profiles/openai.js';
import { convertForResponses } from '../../../../support/test-responses-conversion.js';

const MODEL = 'gpt-6-astra';
const origin = { profile: 'openai', model: MODEL, upstream: 'default' };
const signature = encodeEnvelope(origin, { encrypted: 'gAAAA1' });
const json = { type: 'json_schema', schema: { type: 'object', properties: {} } };
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };

/** A request that sends nearly every field and kind of item. */
const full = {
  model: 'claude-sonnet-5-5',
  max_tokens: 20_000,
  stream: true,
  speed: 'fast',
  metadata: { user_id: 'user' },
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
  output_config: { effort: 'max', format: json },
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  tools: [
    { name: 'Bash' },
    { name: 'Old' },
    { name: 'Late', defer_loading: true },
    { type: 'web_search_20250305', name: 'web_search' },
  ],
  messages: [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'call_1', name: 'Bash', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: [image, { type: 'tool_reference', tool_name: 'Late' }] },
      ],
    },
    { role: 'system', output_config: { effort: 'low' } },
    { role: 'system', content: [{ type: 'tool_removal', tool: { name: 'Old' } }] },
    { role: 'user', content: 'Go on' },
  ],
} as unknown as CreateMessageRequest;

const withSearch = { ...full, tools: [{ type: 'tool_search_tool_bm25', name: 'search' }, ...(full.tools ?? [])] };

interface Failure {
  readonly message: string;
  readonly param?: string;
  readonly code?: string;
}

function convert(
  request: CreateMessageRequest,
  overrides: LearnedOverrides,
  refusedState?: RefusedState,
): ResponsesRequest {
  const marked = { ...openai, cacheControl: 'breakpoints' as const };
  const { profile, maxOutputTokens } = resolveCapabilities(marked, {
    api: { preferred: 'responses' },
    adjusted: overrides,
  });
  return convertForResponses(request, {
    profile,
    upstreamModel: MODEL,
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(refusedState && { refusedState }),
  }).body;
}

function adjust(
  failure: Failure,
  request = full,
  known = noOverrides,
  refusedState = new RefusedState(),
): RequestAdjustment | undefined {
  const error = parseErrorBody({ error: { type: 'invalid_request_error', ...failure } });
  return findResponsesAdjustment(error, convert(request, known), known, refusedState);
}

const unsupported = (param: string): Failure => ({
  message: `Unsupported parameter: '${param}' is not supported with this model.`,
  param,
  code: 'unsupported_parameter',
});

/** Every path that the request has, as `a`, `a.b` and so on. */
const pathsOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [`${path}${key}`, ...pathsOf(inner, `${path}${key}.`)])
    : [];

const feature = (name: string, value: unknown): LearnedOverrides => ({ responsesFeatures: { [name]: value } });

describe('a rejected part of the request', () => {
  it.each<[string, LearnedOverrides, string]>([
    ['reasoning.summary', feature('reasoningSummary', false), 'reasoning.summary'],
    ['reasoning.effort', feature('rejectedFields', ['reasoning']), 'reasoning.effort'],
    ['text.format', { responseFormat: 'json_object' }, 'text.format.schema'],
    ['include', feature('reasoningItems', 'none'), 'input.2.encrypted_content'],
    ['store', feature('rejectedFields', ['store']), 'store'],
    ['stream_options', feature('streamObfuscation', false), 'stream_options.include_obfuscation'],
    ['stream_options.include_obfuscation', feature('streamObfuscation', false), 'stream_options'],
    ['safety_identifier', feature('rejectedFields', ['safety_identifier']), 'safety_identifier'],
    ['service_tier', feature('rejectedFields', ['service_tier']), 'service_tier'],
    ['parallel_tool_calls', feature('rejectedFields', ['parallel_tool_calls']), 'parallel_tool_calls'],
    ['input[3].phase', feature('phase', false), 'input.3.phase'],
    [
      'input[0].content[0].prompt_cache_breakpoint',
      { cacheControl: 'none' },
      'input.0.content.0.prompt_cache_breakpoint',
    ],
    ['input[5].output', feature('outputLists', false), 'input.5.output.0'],
    ['input[6]', feature('toolItems', false), 'input.6.tools'],
    ['input[7]', feature('effortItems', false), 'input.7.reasoning'],
    ['tools[0].strict', { acceptsStrictTools: false }, 'tools.0.strict'],
    ['tools[2]', feature('webSearch', false), 'include.1'],
    ['tool_choice', feature('allowedTools', false), 'tool_choice.mode'],
  ])('is left out from then on: %s', (param, overrides, removed) => {
    expect(pathsOf(convert(full, noOverrides))).toContain(removed);
    expect(adjust(unsupported(param))).toEqual({ overrides, isLasting: true });
    expect(pathsOf(convert(full, overrides))).not.toContain(removed);
  });

  it.each<[string, Failure, LearnedOverrides, CreateMessageRequest?]>([
    [
      'an organization that is not verified',
      {
        message: 'Your organization must be verified to generate reasoning summaries.',
        param: 'reasoning.summary',
        code: 'unsupported_value',
      },
      feature('reasoningSummary', false),
    ],
    [
      'the efforts of a model',
      {
        message:
          "Unsupported value: 'max' is not supported with this model. Supported values are: 'medium', 'high', and 'xhigh'.",
        param: 'reasoning.effort',
        code: 'unsupported_value',
      },
      { efforts: ['medium', 'high', 'xhigh'] },
    ],
    [
      'the efforts of a model, for a change of the effort',
      {
        message: "Invalid value: 'low'. Supported values are: 'high'.",
        param: 'input[7].reasoning.effort',
        code: 'invalid_value',
      },
      { efforts: ['high'] },
    ],
    [
      'an unknown type of item',
      {
        message: "Invalid value: 'additional_tools'. Supported values are: 'message'.",
        param: 'input[6].type',
        code: 'invalid_value',
      },
      feature('toolItems', false),
    ],
    [
      'a tool that the model does not have',
      { message: "Hosted tool 'web_search' is not supported with this model.", param: 'tools' },
      feature('webSearch', false),
    ],
    [
      'a search for tools that the model does not have',
      { message: "Hosted tool 'tool_search' is not supported with this model.", param: 'tools' },
      feature('toolSearch', false),
      withSearch,
    ],
    [
      'the limit of output tokens',
      {
        message: 'max_output_tokens is too large: 20000. This model supports at most 16384 completion tokens',
        param: 'max_output_tokens',
      },
      { maxOutputTokens: 16_384 },
    ],
  ])('is learned from %s', (_, failure, overrides, request = full) => {
    expect(adjust(failure, request)).toEqual({ overrides, isLasting: true });
    expect(convert(request, overrides)).not.toEqual(convert(request, noOverrides));
  });

  it('is left out of this request only if nothing but words say so', () => {
    const message = "Unsupported parameter: 'reasoning.summary'";
    expect(adjust({ message })).toEqual({ overrides: feature('reasoningSummary', false), isLasting: false });
  });

  it.each([
    'input',
    'instructions',
    'tools',
    'stream',
    'model',
    'tools[0].parameters',
    'text.format.schema',
    'input[1]',
  ])('is not left out if the request would mean something else: %s', (param) => {
    expect(adjust(unsupported(param))).toBeUndefined();
  });

  it('is not looked for in an error about a value', () => {
    const failure = {
      message: 'Invalid value for safety_identifier.',
      param: 'safety_identifier',
      code: 'invalid_value',
    };
    expect(adjust(failure)).toBeUndefined();
  });

  it.each(['image_url', 'input_image'])('is an image if the model accepts none (%s)', (name) => {
    expect(adjust({ message: `unknown variant '${name}'`, param: 'input' })?.overrides).toEqual({
      acceptsImages: false,
    });
  });

  it('is never found twice: each result changes the request', () => {
    for (const param of pathsOf(convert(full, noOverrides))) {
      const adjustment = adjust(unsupported(param));
      if (!adjustment) continue;
      expect(convert(full, adjustment.overrides)).not.toEqual(convert(full, noOverrides));
    }
  });
});

describe('reasoning that the upstream cannot use', () => {
  it.each<[string, Failure]>([
    ['its code', { message: 'The request failed.', code: 'invalid_encrypted_content' }],
    [
      'its verification',
      { message: 'The encrypted content gAAA could not be verified. Reason: it could not be decrypted.' },
    ],
    ['its organization', { message: 'Encrypted content organization_id did not match the target organization.' }],
    [
      'the missing item',
      { message: "Item 'rs_1' of type 'reasoning' was provided without its required following item." },
    ],
    ['a look-up', { message: "Item with id 'rs_1' not found." }],
  ])('is left out of one retry, by %s', (_, failure) => {
    const refusedState = new RefusedState();
    const adjustment = adjust(failure, full, noOverrides, refusedState);
    expect(adjustment).toEqual({ overrides: feature('replaysReasoning', false), isLasting: false });
    const retried = convert(full, adjustment?.overrides ?? noOverrides);
    expect(retried.input.filter(({ type }) => type === 'reasoning')).toEqual([]);
    // The response must bring new reasoning.
    expect(retried.include).toContain('reasoning.encrypted_content');
    expect(adjust(failure, full, adjustment?.overrides)).toBeUndefined();
  });

  it('is not sent with the next turn either', () => {
    const refusedState = new RefusedState();
    adjust({ message: '', code: 'invalid_encrypted_content' }, full, noOverrides, refusedState);
    expect(convert(full, noOverrides, refusedState).input.some(({ type }) => type === 'reasoning')).toBe(false);
  });

  it('is not requested any more from a model without reasoning', () => {
    const failure = { message: 'Encrypted content is not supported with this model.', param: 'include' };
    expect(adjust(failure)).toEqual({ overrides: feature('reasoningItems', 'none'), isLasting: true });
  });

  it('is neither sent nor requested for this request if the upstream accepts none at all', () => {
    expect(adjust({ message: 'Encrypted content is not supported.' })).toEqual({
      overrides: { responsesFeatures: { replaysReasoning: false, reasoningItems: 'none' } },
      isLasting: false,
    });
  });
});

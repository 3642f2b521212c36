import { describe, expect, it } from '@jest/globals';
import { encodeEnvelope } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import type { ResponsesRequest } from '../../../../../src/protocol/openai/responses-request.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { openai } from '../../../../../src/providers/profiles/openai.js';
import { aRequest } from '../../../../support/test-conversion.js';
import { convertForResponses } from '../../../../support/test-responses-conversion.js';
import type { ResponsesSettings } from '../../../../support/test-responses-conversion.js';

type Fields = Readonly<Record<string, unknown>>;

const convert = (fields: Fields, settings: ResponsesSettings = {}): ResponsesRequest =>
  convertForResponses({ ...aRequest(), ...fields }, settings).body;
const droppedOf = (fields: Fields, settings: ResponsesSettings = {}): readonly string[] =>
  convertForResponses({ ...aRequest(), ...fields }, settings).dropped;

const features = (changes: Partial<ProviderProfile>): ResponsesSettings => ({ profileChanges: changes });
const schema = { type: 'object', properties: { a: { type: 'string' } } };
const format = { output_config: { format: { type: 'json_schema', schema } } };
const words = `Answer with nothing but JSON that follows this JSON schema:\n${JSON.stringify(schema)}`;

describe('a request for the Responses API', () => {
  it('is refused if it is to be continued: the API cannot do that, whatever the provider', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Well' },
    ];
    expect(() => convert({ messages }, { profile: 'vllm' })).toThrow(/prefill/);
  });

  it('requests no more output than is configured', () => {
    expect(convert({ max_tokens: 5000 }, { maxOutputTokens: 2000 }).max_output_tokens).toBe(2000);
    expect(convert({ max_tokens: 5000 }, { maxOutputTokens: 2 }).max_output_tokens).toBe(16);
  });

  it('discards the output of a cache warm-up where the cache cannot be filled without', () => {
    const body = convert({ max_tokens: 0 }, { upstreamModel: 'gpt-5.5' });
    expect(body).toMatchObject({ max_output_tokens: 16 });
    expect(body).not.toHaveProperty('prompt_cache_options');
  });

  it('is streamed where nothing else is supported', () => {
    expect(convert({}, features({ streamsOnly: () => true })).stream).toBe(true);
  });

  it('contains the extra fields of the upstream, and none that the provider rejects', () => {
    const changes = { extraBody: { seed: 7 }, rejectedFields: ['store', 'service_tier'] };
    const body = convert({ service_tier: 'standard_only' }, features(changes));
    expect(body).toMatchObject({ seed: 7 });
    expect(body).not.toHaveProperty('store');
    expect(droppedOf({ service_tier: 'standard_only' }, features(changes))).toEqual(['service_tier']);
  });

  it('names what it leaves out', () => {
    expect(droppedOf({ top_k: 5, temperature: 1, inference_geo: 'eu', speed: 'slow' })).toEqual([
      'top_k',
      'temperature',
      'inference_geo',
      'speed',
    ]);
    expect(droppedOf({ speed: 'fast' })).toEqual([]);
    expect(droppedOf({ speed: 'fast', service_tier: 'standard_only' }, { profile: 'azure' })).toEqual([
      'service_tier',
      'speed',
    ]);
    expect(droppedOf({ output_config: { effort: 'high' } }, { upstreamModel: 'gpt-4o' })).toEqual([
      'output_config.effort',
    ]);
  });

  it('names the options of a web search that the upstream does not have', () => {
    const tools = [{ type: 'web_search_20260209', name: 'web_search', max_uses: 1, blocked_domains: ['a.example'] }];
    expect(droppedOf({ tools })).toEqual(['tools.web_search.blocked_domains', 'tools.web_search.max_uses']);
    expect(droppedOf({ tools }, { profile: 'azure' })).toEqual(['tools.web_search_20260209']);
  });
});

describe('a JSON response', () => {
  it.each<[ReturnType<ProviderProfile['modelFeatures']>['responseFormat'], unknown]>([
    ['json_object', { format: { type: 'json_object' } }],
    ['none', undefined],
  ])('is described where the schema is not enforced (%s)', (responseFormat, text) => {
    const modelFeatures: ProviderProfile['modelFeatures'] = (model) => ({
      ...openai.modelFeatures(model),
      responseFormat,
    });
    const body = convert({ ...format, system: 'Be brief.' }, features({ modelFeatures }));
    expect(body.text).toEqual(text);
    expect(body.instructions).toBe(`Be brief.\n\n${words}`);
  });

  it('is described in requests with tools where the provider does not support both', () => {
    const tools = { ...openai.tools, allowedWithResponseFormat: false };
    expect(convert({ ...format, tools: [{ name: 'Bash' }] }, features({ tools }))).toMatchObject({
      instructions: words,
    });
    expect(convert(format, features({ tools }))).not.toHaveProperty('instructions');
  });
});

describe('the cache breakpoint of a request', () => {
  const mark = { cache_control: { type: 'ephemeral' } };
  const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } };
  const marked = features({ cacheControl: 'breakpoints' });
  const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'Bash', input: {} }] };
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'ok' }] };

  it.each<[string, readonly object[], unknown]>([
    ['a message', [], { content: [{ type: 'input_text', text: 'Hello', ...breakpoint }] }],
    ['an output', [call, result], { output: [{ type: 'input_text', text: 'ok', ...breakpoint }] }],
  ])('goes to its end: %s', (_, messages, last) => {
    const body = convert({ ...mark, messages: [...aRequest().messages, ...messages] }, marked);
    expect(body.input.at(-1)).toMatchObject(last as object);
  });

  it('is not put on blank text', () => {
    const body = convert({ ...mark, messages: [{ role: 'user', content: ' ' }] }, marked);
    expect(JSON.stringify(body)).not.toContain('prompt_cache_breakpoint');
  });

  it('does not exist where the provider knows only the marks of Anthropic', () => {
    expect(JSON.stringify(convert(mark, { profile: 'openrouter' }))).not.toMatch(/cache_control|breakpoint/);
    expect(droppedOf(mark, { profile: 'openrouter' })).toEqual(['cache_control']);
  });
});

describe('earlier turns', () => {
  const origin = { profile: 'openai', model: 'gpt-6-astra', upstream: 'default' };

  it('give a call back the namespace that it came with', () => {
    const data = encodeEnvelope(origin, { call: { id: 'c', extra: { namespace: 'crm' } } });
    const content = [
      { type: 'redacted_thinking', data },
      { type: 'tool_use', id: 'c', name: 'find', input: {} },
    ];
    const { input } = convert({ messages: [...aRequest().messages, { role: 'assistant', content }] });
    expect(input[1]).toEqual({ type: 'function_call', call_id: 'c', name: 'find', arguments: '{}', namespace: 'crm' });
  });

  it('contain one call and one output for each id', () => {
    const call = { type: 'tool_use', id: 'c', name: 'Bash', input: {} };
    const { input } = convert({ messages: [...aRequest().messages, { role: 'assistant', content: [call, call] }] });
    expect(input.slice(1)).toEqual([
      { type: 'function_call', call_id: 'c', name: 'Bash', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: '[no result]' },
    ]);
  });

  it('that only change the effort are followed by something to respond to', () => {
    const system = { role: 'system', output_config: { effort: 'high' } };
    const messages = [...aRequest().messages, { role: 'assistant', content: 'Hi.' }, system];
    expect(convert({ messages }).input.slice(2)).toEqual([
      { type: 'configuration_update', reasoning: { effort: 'high' } },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: ' ' }] },
    ]);
  });

  it('show readable reasoning to models that read it, also where it was hidden from the client', () => {
    const vllm = { profile: 'vllm', model: 'gpt-oss-120b' };
    const data = encodeEnvelope(vllm, { reasoning: 'Hidden.' });
    const content = [
      { type: 'redacted_thinking', data },
      { type: 'text', text: 'Hi.' },
    ];
    const messages = [...aRequest().messages, { role: 'assistant', content }, { role: 'user', content: 'Go on' }];
    const { input } = convert({ messages }, { profile: 'vllm', upstreamModel: 'gpt-oss-120b' });
    expect(input[1]).toEqual({
      type: 'reasoning',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hidden.' }],
    });
  });
});

import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiVersions, failureOf, hello, sdkFor } from '../support/anthropic-sdk.js';
import {
  buildResponse,
  functionCall,
  message,
  reasoning,
  respond,
  respondWith,
} from '../support/responses-upstream.js';
import { refuse, streamEvents } from '../support/responses-upstream.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream } from '../support/scripted-upstream.js';

const tools: Anthropic.Tool[] = ['Read', 'Bash'].map((name) => ({
  name,
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
}));
const call = functionCall('call_1', 'Read', { path: '/tmp/ü' });
const other = functionCall('call_2', 'Bash', { path: '😀' });

let upstream: ScriptedUpstream;
let proxy: RunningProxy;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  proxy = await startProxy({
    baseUrl: upstream.baseUrl,
    provider: 'openai',
    api: 'responses',
    bigModel: 'gpt-6-astra',
  });
});

afterAll(async () => {
  await proxy.close();
  await upstream.close();
});

type Ask = (sdk: Anthropic, request: Anthropic.MessageCreateParamsNonStreaming) => Promise<Anthropic.Message>;

const ways: readonly [string, Ask][] = [
  ['whole', (sdk, request) => sdk.messages.create(request)],
  ['streamed', (sdk, request) => sdk.messages.stream(request).finalMessage()],
];

describe.each(apiVersions)('a %s client of a Responses upstream', (version) => {
  const sdk = (): Anthropic => sdkFor(proxy.url, { defaultHeaders: { 'anthropic-version': version } });

  it.each(ways)('receives text, parallel calls and usage: %s', async (_way, ask) => {
    upstream.script(respond(message('One moment.'), call, other));
    const received = await ask(sdk(), { ...hello, tools });
    expect(received).toMatchObject({
      model: hello.model,
      stop_reason: 'tool_use',
      content: [
        { type: 'text', text: 'One moment.' },
        { type: 'tool_use', id: 'call_1', name: 'Read', input: { path: '/tmp/ü' } },
        { type: 'tool_use', id: 'call_2', name: 'Bash', input: { path: '😀' } },
      ],
      usage: {
        input_tokens: 12,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 8,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 24 },
      },
    });
  });

  it.each(ways)('gets encrypted reasoning back to the upstream, unchanged and without ids: %s', async (_way, ask) => {
    const encrypted = `gAAAAAB${'x'.repeat(5000)}==`;
    upstream.script(respond(reasoning(encrypted, 'Look first.', 'Then answer.'), call));
    const thinking = { type: 'adaptive', display: 'summarized' } as const;
    const first = await ask(sdk(), { ...hello, thinking, tools });
    expect(first.content).toMatchObject([
      { type: 'thinking', thinking: 'Look first.\n\nThen answer.' },
      { id: 'call_1' },
    ]);
    upstream.script(respond(message('Done.')));
    const result: Anthropic.ToolResultBlockParam = { type: 'tool_result', tool_use_id: 'call_1', content: 'contents' };
    const second = await ask(sdk(), {
      ...hello,
      thinking,
      tools,
      messages: [...hello.messages, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }],
    });
    expect(second.content).toMatchObject([{ type: 'text', text: 'Done.' }]);
    expect(upstream.lastRequest.body['input']).toMatchObject([
      { role: 'user' },
      { type: 'reasoning', summary: [], encrypted_content: encrypted },
      { type: 'function_call', call_id: 'call_1', arguments: '{"path":"/tmp/ü"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'contents' },
    ]);
  });

  it.each(ways)('receives a web search with its results and citations: %s', async (_way, ask) => {
    const source = { type: 'url', url: 'https://nodejs.org/en' };
    const annotation = { type: 'url_citation', start_index: 0, end_index: 7, url: source.url, title: 'Node.js' };
    upstream.script(
      respond(
        { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'node', sources: [source] } },
        { type: 'message', content: [{ type: 'output_text', text: 'Node 26 is out.', annotations: [annotation] }] },
      ),
    );
    const received = await ask(sdk(), { ...hello, tools: [{ type: 'web_search_20250305', name: 'web_search' }] });
    expect(received.content).toMatchObject([
      { type: 'server_tool_use', name: 'web_search', input: { query: 'node' } },
      { type: 'web_search_tool_result', content: [{ url: source.url, title: 'nodejs.org' }] },
      { type: 'text', text: 'Node 26 is out.', citations: [{ cited_text: 'Node 26', title: 'Node.js' }] },
    ]);
    expect(received.usage.server_tool_use?.web_search_requests).toBe(1);
  });

  it.each(ways)('receives what was cut off: %s', async (_way, ask) => {
    const incomplete = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    upstream.script(respondWith({ ...buildResponse([message('Half an')]), ...incomplete }));
    const received = await ask(sdk(), hello);
    expect(received).toMatchObject({ stop_reason: 'max_tokens', content: [{ type: 'text', text: 'Half an' }] });
  });

  it.each(ways)('receives a refusal with its explanation: %s', async (_way, ask) => {
    upstream.script(respond({ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }));
    expect(await ask(sdk(), hello)).toMatchObject({ stop_reason: 'refusal', stop_details: { explanation: 'No.' } });
  });
});

describe('a failure of a Responses upstream', () => {
  it('inside the stream but before output has its status, and says when to retry', async () => {
    const error = { code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again in 1.5s.' };
    const response = { ...buildResponse([]), status: 'failed', error };
    upstream.script(
      streamEvents(
        { type: 'response.created', response: { ...response, status: 'in_progress', error: null } },
        { type: 'response.in_progress', response: { ...response, status: 'in_progress', error: null } },
        { type: 'response.failed', response },
      ),
    );
    const failure = await failureOf(sdkFor(proxy.url).messages.stream(hello).finalMessage());
    expect({ status: failure.status, type: failure.type }).toEqual({ status: 429, type: 'rate_limit_error' });
    expect(failure.headers?.get('retry-after')).toBe('2');
  });

  it('after output is an error event', async () => {
    upstream.script(
      streamEvents(
        { type: 'response.output_text.delta', output_index: 0, delta: 'Half an' },
        { type: 'error', error: { code: 'server_error', message: 'The server had an error.' } },
      ),
    );
    const failure = await failureOf(sdkFor(proxy.url).messages.stream(hello).finalMessage());
    expect(failure.message).toContain('The server had an error.');
  });

  it('is an error event when the stream ends without its last event', async () => {
    upstream.script(streamEvents({ type: 'response.output_text.delta', output_index: 0, delta: 'Half an' }));
    const failure = await failureOf(sdkFor(proxy.url).messages.stream(hello).finalMessage());
    expect(failure.message).toContain('before it was complete');
  });

  it('by HTTP status keeps it', async () => {
    upstream.script(
      refuse('Your input exceeds the context window of this model.', { code: 'context_length_exceeded' }),
    );
    const failure = await failureOf(sdkFor(proxy.url).messages.create(hello));
    expect(failure).toMatchObject({ status: 400, message: expect.stringContaining('prompt is too long') });
  });

  it('of its content filter is a refusal', async () => {
    upstream.script(refuse('This request was flagged.', { code: 'cyber_policy' }));
    expect(await sdkFor(proxy.url).messages.create(hello)).toMatchObject({
      stop_reason: 'refusal',
      stop_details: { explanation: 'This request was flagged.' },
    });
  });
});

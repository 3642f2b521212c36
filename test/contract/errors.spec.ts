import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf, hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json, stream, usage } from '../support/scripted-upstream.js';
import type { Answer } from '../support/scripted-upstream.js';

type Failure = InstanceType<typeof Anthropic.APIError>;

let upstream: ScriptedUpstream;
let proxy: RunningProxy;
let sdk: Anthropic;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  proxy = await startProxy({ baseUrl: upstream.baseUrl });
  sdk = sdkFor(proxy.url);
});

afterAll(async () => {
  await proxy.close();
  await upstream.close();
});

const openAiError = (message: string, fields: object = {}) => ({ error: { message, type: 'some_error', ...fields } });

interface Case {
  readonly title: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly ErrorClass: abstract new (...args: never[]) => Error;
  readonly expected: { readonly status: number; readonly type: string; readonly apiMessage: unknown };
  readonly responseHeaders?: Record<string, string>;
}

const { BadRequestError, PaymentRequiredError, NotFoundError, ConflictError, ContentTooLargeError } = Anthropic;
const { RateLimitError, InternalServerError } = Anthropic;
const { GatewayTimeoutError, OverloadedError } = await import('@anthropic-ai/sdk/core/error');

const overflow =
  "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.";

const cases: readonly Case[] = [
  {
    title: '400',
    status: 400,
    body: openAiError("Invalid value for 'x'"),
    ErrorClass: BadRequestError,
    expected: { status: 400, type: 'invalid_request_error', apiMessage: "Invalid value for 'x'" },
  },
  {
    title: '422 with a FastAPI body',
    status: 422,
    body: { detail: 'x: field required' },
    ErrorClass: BadRequestError,
    expected: { status: 400, type: 'invalid_request_error', apiMessage: expect.stringContaining('field required') },
  },
  {
    title: '400 context overflow',
    status: 400,
    body: openAiError(overflow, { code: 'context_length_exceeded' }),
    ErrorClass: BadRequestError,
    expected: {
      status: 400,
      type: 'invalid_request_error',
      apiMessage: 'prompt is too long: 9001 tokens > 8192 maximum',
    },
  },
  ...[401, 403].map((status) => ({
    title: `${status} to the proxy's own key`,
    status,
    body: openAiError('Incorrect API key provided: sk-upstream'),
    ErrorClass: InternalServerError,
    expected: { status: 502, type: 'api_error', apiMessage: expect.not.stringContaining('sk-upstream') },
    responseHeaders: { 'x-should-retry': 'false' },
  })),
  {
    title: '402',
    status: 402,
    body: openAiError('No credits left'),
    ErrorClass: PaymentRequiredError,
    expected: { status: 402, type: 'billing_error', apiMessage: 'No credits left' },
  },
  {
    title: '429 for an exhausted quota',
    status: 429,
    body: openAiError('You exceeded your current quota', { code: 'insufficient_quota' }),
    ErrorClass: PaymentRequiredError,
    expected: { status: 402, type: 'billing_error', apiMessage: 'You exceeded your current quota' },
  },
  {
    title: '404',
    status: 404,
    body: openAiError('The model `gpt-4o` does not exist', { code: 'model_not_found' }),
    ErrorClass: NotFoundError,
    expected: {
      status: 404,
      type: 'not_found_error',
      apiMessage: 'model: claude-sonnet-5-5 (The model `gpt-4o` does not exist)',
    },
  },
  {
    title: '409',
    status: 409,
    body: openAiError('Conflict'),
    ErrorClass: ConflictError,
    expected: { status: 409, type: 'conflict_error', apiMessage: 'Conflict' },
  },
  {
    title: '413',
    status: 413,
    body: openAiError('Too large'),
    ErrorClass: ContentTooLargeError,
    expected: { status: 413, type: 'request_too_large', apiMessage: 'Too large' },
  },
  {
    title: '429',
    status: 429,
    body: openAiError('Slow down, please'),
    headers: { 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' },
    ErrorClass: RateLimitError,
    expected: { status: 429, type: 'rate_limit_error', apiMessage: 'Slow down, please' },
    responseHeaders: { 'retry-after': '7', 'anthropic-ratelimit-requests-remaining': '0' },
  },
  {
    title: '500',
    status: 500,
    body: openAiError('Something broke'),
    ErrorClass: InternalServerError,
    expected: { status: 500, type: 'api_error', apiMessage: 'Something broke' },
  },
  ...[503, 529].map((status) => ({
    title: String(status),
    status,
    body: openAiError('Overloaded'),
    ErrorClass: OverloadedError,
    expected: { status: 529, type: 'overloaded_error', apiMessage: 'Overloaded' },
  })),
  {
    title: '504',
    status: 504,
    body: openAiError('Too slow'),
    ErrorClass: GatewayTimeoutError,
    expected: { status: 504, type: 'timeout_error', apiMessage: 'Too slow' },
  },
];

const modes: readonly [string, () => Promise<unknown>][] = [
  ['of a message', () => sdk.messages.create(hello)],
  ['of a stream', () => sdk.messages.stream(hello).finalMessage()],
  ['of a raw stream', async () => sdk.messages.create({ ...hello, stream: true })],
];

function expectRequestId(failure: Failure): void {
  expect(failure.requestID).toMatch(/^req_/);
  expect(failure.error).toMatchObject({ type: 'error', request_id: failure.requestID });
}

describe.each(modes)('failure %s', (_, call) => {
  it.each(cases)(
    'upstream $title',
    async ({ status, body, headers = {}, ErrorClass, expected, responseHeaders = {} }) => {
      upstream.script(json(body, status, headers));
      const failure = await failureOf(call());
      expect(failure).toBeInstanceOf(ErrorClass);
      expect(failure).toMatchObject(expected);
      expectRequestId(failure);
      for (const [name, value] of Object.entries(responseHeaders)) expect(failure.headers?.get(name)).toBe(value);
    },
  );

  it('upstream 200 that is an error', async () => {
    upstream.script(json({ error: { message: 'Provider returned error', code: 429 } }));
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(RateLimitError);
    expect(failure.apiMessage).toBe('Provider returned error');
    expectRequestId(failure);
  });

  it('upstream that is a web site', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Welcome</title></html>');
    });
    const failure = await failureOf(call());
    expect(failure).toMatchObject({ status: 502, type: 'api_error' });
    expect(failure.apiMessage).toContain('OPENAI_BASE_URL');
  });

  it('upstream that closes the connection', async () => {
    upstream.script((response) => void response.destroy());
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(InternalServerError);
    expect(failure).toMatchObject({ status: 502, type: 'api_error' });
    expectRequestId(failure);
  });

  it('unreachable upstream', async () => {
    const other = await ScriptedUpstream.start();
    const { baseUrl } = other;
    await other.close();
    const lonely = await startProxy({ baseUrl });
    const shown = sdk;
    try {
      sdk = sdkFor(lonely.url);
      const failure = await failureOf(call());
      expect(failure).toMatchObject({ status: 502, type: 'api_error' });
      expect(failure.apiMessage).not.toContain(baseUrl.port);
      expectRequestId(failure);
    } finally {
      sdk = shown;
      await lonely.close();
    }
  });
});

describe('a failure inside a stream', () => {
  it('before the first event keeps its status', async () => {
    upstream.script(stream({ error: { message: 'Overloaded', code: 503 }, choices: [] }));
    const failure = await failureOf(sdk.messages.stream(hello).finalMessage());
    expect(failure).toBeInstanceOf(OverloadedError);
    expectRequestId(failure);
  });

  const start = delta({ content: 'Hi' });
  const late: readonly [string, Answer, string][] = [
    ['an error chunk', stream(start, { error: { message: 'Overloaded', code: 503 } }), 'overloaded_error'],
    [
      'the finish_reason error',
      stream(start, {
        ...(delta({ content: '' }, 'error') as object),
        error: { message: 'Provider failed', code: 502 },
      }),
      'api_error',
    ],
    ['an end without a finish_reason', (response) => void response.end(frame(start)), 'api_error'],
    [
      'a cut line',
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(frame(start), () => response.destroy());
      },
      'api_error',
    ],
  ];

  it.each(late)('after the first event is an error event: %s', async (_, answer, type) => {
    upstream.script((response, request) => {
      if (!response.headersSent) response.setHeader('content-type', 'text/event-stream');
      return answer(response, request);
    });
    const texts: string[] = [];
    const messageStream = sdk.messages.stream(hello).on('text', (text) => texts.push(text));
    const failure = await failureOf(messageStream.finalMessage());
    expect(texts).toEqual(['Hi']);
    expect(failure).toMatchObject({ status: undefined, type });
    expectRequestId(failure);
  });

  it('may be a context overflow, which stays one', async () => {
    upstream.script(stream(start, { error: { message: overflow, code: 400 } }));
    const failure = await failureOf(sdk.messages.stream(hello).finalMessage());
    expect(failure).toMatchObject({
      type: 'invalid_request_error',
      apiMessage: 'prompt is too long: 9001 tokens > 8192 maximum',
    });
  });
});

describe("a client's mistake", () => {
  const invalid: readonly [string, object][] = [
    ['max_tokens', { ...hello, max_tokens: undefined }],
    ['messages', { ...hello, messages: [] }],
    ['messages.0.role', { ...hello, messages: [{ role: 'robot', content: 'Hi' }] }],
    ['model', { ...hello, model: '' }],
    ['temperature', { ...hello, temperature: 2 }],
    ['tools.0.name', { ...hello, tools: [{ input_schema: { type: 'object' } }] }],
    ['messages.0.content.0.text.text', { ...hello, messages: [{ role: 'user', content: [{ type: 'text' }] }] }],
  ];

  it.each(invalid)('is named by its path: %s', async (path, request) => {
    upstream.script(json(completion({ content: 'Hi' })));
    const failure = await failureOf(sdk.messages.create(request as typeof hello));
    expect(failure).toBeInstanceOf(BadRequestError);
    expect(failure).toMatchObject({ type: 'invalid_request_error', apiMessage: expect.stringMatching(`^${path}: `) });
    expectRequestId(failure);
    expect(upstream.requests).toEqual([]);
  });

  it('may be a path that is not there', async () => {
    const failure = await failureOf(sdk.messages.batches.list());
    expect(failure).toBeInstanceOf(NotFoundError);
    expect(failure.type).toBe('not_found_error');
    expectRequestId(failure);
  });
});

describe('a client that repeats failed calls', () => {
  const patient = () => sdkFor(proxy.url, { maxRetries: 1 });

  it.each([429, 500, 503])('succeeds after a passing %i', async (status) => {
    const failed = json(openAiError('Try again'), status, { 'retry-after-ms': '1' });
    upstream.script(failed, json(completion({ content: 'Hi' })));
    expect((await patient().messages.create(hello)).content).toMatchObject([{ text: 'Hi' }]);
    expect(upstream.requests).toHaveLength(2);
    upstream.script(failed, stream(delta({ content: 'Hi' }, 'stop'), usage(12, 5)));
    expect(await patient().messages.stream(hello).finalText()).toBe('Hi');
    expect(upstream.requests).toHaveLength(2);
  });

  it.each([
    [401, openAiError('Incorrect API key provided')],
    [429, openAiError('Pay first', { code: 'insufficient_quota' })],
  ])('is told not to retry after %i', async (status, body) => {
    upstream.script(json(body, status));
    await failureOf(patient().messages.create(hello));
    expect(upstream.requests).toHaveLength(1);
  });
});

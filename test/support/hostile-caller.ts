import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { requestBodies, upstreamBytes } from './fuzz-inputs.js';
import { aRequest } from './running-proxy.js';
import { json, type Answer } from './scripted-upstream.js';

/** What an upstream's rejection could say about a request, for the hostile caller to write into its own. */
const claims = fc.constantFrom(
  'max_tokens must be at most 1',
  'max_tokens must be at most 2048',
  'unsupported parameter: temperature',
  'stop is not supported',
  'stream_options: extra inputs are not permitted',
  'image_url is only supported by certain models',
  'response_format is not supported',
  'does not support reasoning',
  'only supports stream mode',
  'use /v1/responses',
  'Unknown parameter: tools[0].function.strict',
);
const text = fc.oneof(claims, fc.string({ maxLength: 60 }));

/** Valid requests with such text in every place where a client can write any. */
const quotableRequests = fc
  .record({
    model: fc.constantFrom('claude-sonnet-5-5', 'claude-haiku-5-5', 'gpt-4o'),
    max_tokens: fc.constantFrom(0, 1, 666, 128_000),
    content: text,
    name: text,
    type: text,
    description: text,
    key: text,
    stop: text,
    user: text,
    stream: fc.boolean(),
    temperature: fc.constantFrom(undefined, 0, 1),
  })
  .map(({ content, name, type, description, key, stop, user, ...fields }) =>
    JSON.stringify(
      aRequest({
        ...fields,
        messages: [{ role: 'user', content }],
        tools: [{ name: name || 'f', description, input_schema: { type: 'object', properties: { [key]: { type } } } }],
        stop_sequences: [stop],
        metadata: { user_id: user },
      }),
    ),
  );

const field = fc.constantFrom(
  ...['temperature', 'max_tokens', 'stop', 'stream_options', 'tools', 'response_format', 'messages', 'model'],
);

/** Answers that quote the request, and bytes that are not a response. */
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom(200, 400, 404, 413, 422, 429, 500, 503, 529),
      code: fc.oneof(
        fc.constantFrom(null, 'unsupported_parameter', 'context_length_exceeded', 'invalid_value'),
        claims,
      ),
      param: fc.option(field),
      claim: fc.option(claims),
      quotes: fc.array(fc.nat(), { maxLength: 4 }),
    })
    .map(({ status, code, param, claim, quotes }): Answer => (response, request) => {
      const strings = stringsOf(request.body);
      const quoted = quotes.map((index) => `'${strings[index % strings.length] ?? ''}'`).join(' in ');
      const message = `Invalid value: ${quoted} ${claim ?? ''}`;
      return json({ error: { message, code, param } }, status)(response, request);
    }),
  fc.tuple(fc.constantFrom(200, 400, 500), upstreamBytes, fc.boolean()).map(([status, bytes, isCut]): Answer => {
    return (response: ServerResponse): void => {
      response.writeHead(status, { 'content-type': isCut ? 'text/event-stream' : 'application/json' });
      if (isCut) response.write(bytes, () => setImmediate(() => response.destroy()));
      else response.end(bytes);
    };
  }),
  fc.constant((response: ServerResponse) => void response.destroy()),
);

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...stringsOf(child)]);
}

/** One request of the hostile caller, and how the upstream answers it. */
export interface HostileMove {
  readonly path: string;
  readonly body: string;
  /** Whether the client leaves at once. */
  readonly isAborted: boolean;
  readonly answer: Answer;
}

export const hostileMoves: fc.Arbitrary<HostileMove> = fc.record({
  path: fc.oneof(
    { arbitrary: fc.constant('/v1/messages'), weight: 8 },
    fc.constantFrom('/v1/messages/count_tokens', '/v1/models', '/unknown'),
  ),
  body: fc.oneof({ arbitrary: quotableRequests, weight: 3 }, requestBodies),
  isAborted: fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, fc.constant(true)),
  answer: answers,
});

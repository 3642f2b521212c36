import type { ResponsesEvent, ResponsesOutputItem, ResponsesResponse } from '../../src/protocol/openai/responses.js';
import { listResponseEvents } from './responses-events.js';
import { checkResponsesRequest } from './responses-request-shape.js';
import { json } from './scripted-upstream.js';
import type { Answer, ReceivedRequest } from './scripted-upstream.js';

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...['model', 'input', 'instructions', 'store', 'stream', 'stream_options', 'max_output_tokens', 'temperature'],
  ...['top_p', 'tools', 'tool_choice', 'parallel_tool_calls', 'reasoning', 'text', 'include', 'prompt_cache_key'],
  ...['prompt_cache_options', 'safety_identifier', 'service_tier'],
]);

const REASONING_MODEL = /^(?:o\d|gpt-[5-9])/;

/** Answers as OpenAI's Responses API does: refuses what it refuses, and streams when asked to. */
export const respond =
  (...output: readonly ResponsesOutputItem[]): Answer =>
  (response, request) =>
    respondWith(buildResponse(output))(response, request);

/** Answers with a whole response, or with its events, unless the request is refused. */
export const respondWith =
  (received: ResponsesResponse): Answer =>
  (response, request) => {
    const complaint = findComplaint(request);
    if (complaint !== undefined) return refuse(complaint)(response, request);
    if (request.body['stream'] !== true) return json(received)(response, request);
    return streamEvents(...listResponseEvents(received))(response, request);
  };

/** Streams events as OpenAI does: with their names, and without a mark at the end. */
export const streamEvents =
  (...events: readonly ResponsesEvent[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(events.map(formatEvent).join(''));
  };

export const formatEvent = (event: ResponsesEvent): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Answers as OpenAI does to a request that it refuses. */
export const refuse = (message: string, fields: Record<string, unknown> = {}, status = 400): Answer =>
  json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...fields } }, status);

export function buildResponse(output: readonly ResponsesOutputItem[]): ResponsesResponse & { readonly id: string } {
  return {
    id: 'resp_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b',
    object: 'response',
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-6-astra-2026-09-09',
    output,
    service_tier: 'default',
    usage: {
      input_tokens: 120,
      input_tokens_details: { cached_tokens: 100, cache_write_tokens: 8 },
      output_tokens: 40,
      output_tokens_details: { reasoning_tokens: 24 },
      total_tokens: 160,
    },
  };
}

export const message = (text: string): ResponsesOutputItem => ({
  id: 'msg_68af4033',
  type: 'message',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

export const functionCall = (call_id: string, name: string, input: object): ResponsesOutputItem => ({
  id: `fc_${call_id}`,
  type: 'function_call',
  status: 'completed',
  call_id,
  name,
  arguments: JSON.stringify(input),
});

export const reasoning = (encrypted_content: string, ...summary: readonly string[]): ResponsesOutputItem => ({
  id: 'rs_68af4032',
  type: 'reasoning',
  summary: summary.map((text) => ({ type: 'summary_text', text })),
  encrypted_content,
});

/** Why OpenAI would refuse the request; undefined if it would not. */
function findComplaint({ path, body }: ReceivedRequest): string | undefined {
  if (!path.endsWith('/responses')) return `Unknown path ${path}`;
  const unknown = Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) return `Unknown parameter: '${unknown}'.`;
  const model = String(body['model']);
  const isReasoning = REASONING_MODEL.test(model) && !model.includes('-chat');
  if (!isReasoning && 'include' in body) return 'Encrypted content is not supported with this model.';
  if (!isReasoning && 'reasoning' in body) return `Unsupported parameter: 'reasoning.effort'.`;
  if (isReasoning && 'temperature' in body) return `Unsupported parameter: 'temperature'.`;
  const { verbosity } = (body['text'] ?? {}) as { verbosity?: unknown };
  if (model.includes('codex') && verbosity !== undefined) return `Unsupported value: 'text.verbosity'.`;
  try {
    checkResponsesRequest(body);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

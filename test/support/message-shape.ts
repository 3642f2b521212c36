import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../src/errors/api-error.js';
import type { ErrorBody } from '../../src/protocol/anthropic/errors.js';
import type { ContentBlock, Message } from '../../src/protocol/anthropic/message.js';

const STATUS_OF: Readonly<Record<string, readonly number[]>> = {
  invalid_request_error: [400],
  authentication_error: [401],
  billing_error: [402],
  permission_error: [403],
  not_found_error: [404],
  conflict_error: [409],
  request_too_large: [413],
  rate_limit_error: [429],
  api_error: [500, 502],
  timeout_error: [504],
  overloaded_error: [529],
};

const STOP_REASONS: readonly unknown[] = [
  ...['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'refusal'],
  'model_context_window_exceeded',
];
const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

/** Throws unless this is an error that the Messages API could have answered. */
export function checkApiError(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  const { status, type, message } = error;
  if (!STATUS_OF[type]?.includes(status)) throw new Error(`${status} does not go with ${type}`);
  if (message.trim() === '') throw new Error(`The ${type} says nothing`);
  if (Buffer.byteLength(message) > 4_096) throw new Error(`The ${type} says too much: ${message.length} characters`);
}

/** Throws unless an error reply is one of the Messages API. */
export function checkErrorReply(status: number, body: unknown): void {
  const { type, error, request_id } = body as ErrorBody;
  if (type !== 'error' || !/^req_/.test(String(request_id))) throw new Error(`No envelope: ${JSON.stringify(body)}`);
  checkApiError(new ApiError(status, error.type, error.message));
}

/** Throws unless this is a Message as the Messages API would answer it. */
export function checkMessage(message: Message): void {
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(message)), message)) throw new Error('A Message that is not JSON');
  const { id, content, stop_reason, stop_sequence, stop_details, usage } = message;
  if (!/^msg_[A-Za-z0-9]{24}$/.test(id)) throw new Error(`Illegal id ${id}`);
  if (!STOP_REASONS.includes(stop_reason)) throw new Error(`Illegal stop_reason ${String(stop_reason)}`);
  if ((stop_sequence !== null) !== (stop_reason === 'stop_sequence')) throw new Error('stop_sequence out of place');
  if ((stop_details !== null) !== (stop_reason === 'refusal')) throw new Error('stop_details out of place');
  for (const count of COUNTS) {
    if (!Number.isSafeInteger(usage[count]) || usage[count] < 0) throw new Error(`Illegal ${count}`);
  }
  checkContent(content);
  if (stop_reason === 'tool_use' && !content.some(({ type }) => type === 'tool_use')) throw new Error('No call');
}

function checkContent(content: readonly ContentBlock[]): void {
  const ids = new Set<string>();
  for (const block of content) {
    if (block.type === 'thinking' && block.signature === '') throw new Error('Thinking without a signature');
    if (block.type !== 'tool_use') continue;
    if (!/^[A-Za-z0-9_-]+$/.test(block.id) || ids.has(block.id)) throw new Error(`Illegal or repeated id ${block.id}`);
    if (block.name === '') throw new Error('A call without a name');
    ids.add(block.id);
  }
}

import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ChatCompletion, ChatStreamItem } from '../../../protocol/openai/chat-completion.js';
import { EventStreamReader } from '../../shared/response-body/event-stream-reader.js';
import type { ResponseFormat } from '../../shared/response-body/response-format.js';
import { StreamedResponseReader } from '../../shared/response-body/streamed-response-reader.js';
import { WholeResponseReader } from '../../shared/response-body/whole-response-reader.js';

/** The response to a request without `stream`: a completion, or the items of a stream that was not requested. */
export type ChatResponse = ChatCompletion | readonly ChatStreamItem[];

// The JSON boundary: every field of a chunk and of a completion is optional, and the conversion checks what it reads.
const chatFormat: ResponseFormat<ChatStreamItem, ChatCompletion> = {
  bodyName: 'a chat completion',
  streamName: 'a chat stream',
  // Some upstreams report an error by the name of the event only.
  parseItem: (chunk, eventName) => (eventName === 'error' && chunk['error'] == null ? { error: chunk } : chunk),
  doneItem: '[DONE]',
  parseBody: (body) => body,
  convertToItems,
  createErrorItem: (message) => ({ error: { message } }),
  isLast: (item) => item === '[DONE]',
  findModel,
};

/** Converts a completion to the stream that was requested. */
function convertToItems(completion: ChatCompletion): readonly ChatStreamItem[] {
  const { choices, error } = completion;
  if (error != null) return [{ error }];
  if (!Array.isArray(choices) || choices.every((choice) => choice == null)) {
    throw ApiError.upstream('The upstream responded without any choice');
  }
  const deltas = completion.choices?.map((choice) => choice && { ...choice, delta: choice.message ?? null }) ?? [];
  return [{ ...completion, choices: deltas }, '[DONE]'];
}

/** Nearly every upstream repeats the model in each piece of its response. */
function findModel(piece: unknown): string | undefined {
  const model = isJsonObject(piece) ? piece['model'] : undefined;
  return typeof model === 'string' ? model : undefined;
}

/** Reads a Chat Completions stream. */
export class ChatStreamReader extends EventStreamReader<ChatStreamItem, ChatCompletion> {
  constructor() {
    super(chatFormat);
  }
}

/** Reads the response to a request with `stream`. */
export class ChatStreamingResponseReader extends StreamedResponseReader<ChatStreamItem, ChatCompletion> {
  constructor() {
    super(chatFormat);
  }
}

/** Reads the response to a request without `stream`. */
export class ChatResponseReader extends WholeResponseReader<ChatStreamItem, ChatCompletion> {
  constructor(isEventStream: boolean) {
    super(chatFormat, isEventStream);
  }
}

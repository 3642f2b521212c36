import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponsesEvent, ResponsesStreamItem } from '../../../protocol/openai/responses.js';
import type { ResponseFormat } from '../../shared/response-body/response-format.js';
import { StreamedResponseReader } from '../../shared/response-body/streamed-response-reader.js';
import { WholeResponseReader } from '../../shared/response-body/whole-response-reader.js';

/** The items of a response. A whole response is the event that ends a stream: it repeats all output. */
export type ResponsesItems = readonly ResponsesStreamItem[];

type Fields = Readonly<Record<string, unknown>>;

// The JSON boundary: every field is optional, and the conversion checks what it reads.
const responsesFormat: ResponseFormat<ResponsesStreamItem, ResponsesItems> = {
  bodyName: 'a response of the Responses API',
  streamName: 'a stream of the Responses API',
  parseItem,
  doneItem: '[DONE]',
  parseBody: (body) => [buildTerminalEvent(body)],
  convertToItems: (items) => items,
  createErrorItem: (message) => ({ type: 'error', error: { message } }),
  isLast: (item) => item === '[DONE]' || TERMINAL.has(item.type),
  findModel: (piece) => (isList(piece) ? findModel(piece[0]) : findModel(piece)),
};

const TERMINAL: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'error',
]);

/** Some servers name the type only in the `event:` line. */
function parseItem(event: Fields, eventName: string): ResponsesEvent {
  if (hasType(event) && (eventName !== 'error' || event.type === 'error')) return event;
  if (Array.isArray(event['choices'])) throw otherApiError();
  const isError = eventName === 'error' || (eventName === '' && event['error'] != null);
  return isError ? { type: 'error', error: event['error'] ?? event } : { ...event, type: eventName };
}

function hasType(event: Fields): event is Fields & ResponsesEvent {
  return typeof event['type'] === 'string';
}

/** Throws an ApiError if the body is a completion. A body that is not a response may say why. */
function buildTerminalEvent(body: Fields): ResponsesEvent {
  if ('choices' in body) throw otherApiError();
  const { status, output, error } = body;
  if (error != null) return { type: 'response.failed', response: body };
  if (typeof status === 'string') return { type: `response.${status}`, response: body };
  return Array.isArray(output) ? { type: 'response.completed', response: body } : { type: 'error', error: body };
}

function otherApiError(): ApiError {
  return ApiError.otherApi('The upstream responded with a chat completion to the Responses API');
}

function isList(piece: ResponsesStreamItem | ResponsesItems): piece is ResponsesItems {
  return Array.isArray(piece);
}

function findModel(item: ResponsesStreamItem | undefined): string | undefined {
  if (item === undefined || item === '[DONE]') return undefined;
  const response: unknown = item.response;
  return isJsonObject(response) && typeof response['model'] === 'string' ? response['model'] : undefined;
}

/** Reads the response to a request with `stream`. */
export class StreamedResponsesReader extends StreamedResponseReader<ResponsesStreamItem, ResponsesItems> {
  constructor() {
    super(responsesFormat);
  }
}

/** Reads the response to a request without `stream`. */
export class WholeResponsesReader extends WholeResponseReader<ResponsesStreamItem, ResponsesItems> {
  constructor(isEventStream: boolean) {
    super(responsesFormat, isEventStream);
  }
}

import type { ChatChunk } from '../protocol/openai/chat-chunk.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import { type ApiErrorExtras, ApiError } from './api-error.js';

/**
 * The upstream's content filter struck before there was an answer. To a Messages client that is an answer, a refusal:
 * whoever can still answer converts `completion` or `chunk`; to everyone else it is an ordinary 400.
 */
export class ContentRefusal extends ApiError {
  constructor(message: string, extras: ApiErrorExtras) {
    super(400, 'invalid_request_error', message, extras);
    this.name = 'ContentRefusal';
  }

  get completion(): ChatCompletion {
    return { choices: [{ message: { refusal: this.message }, finish_reason: 'content_filter' }] };
  }

  get chunk(): ChatChunk {
    return { choices: [{ delta: { refusal: this.message }, finish_reason: 'content_filter' }] };
  }
}

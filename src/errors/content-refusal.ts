import { type ApiErrorExtras, ApiError } from './api-error.js';

/**
 * The upstream's content filter rejected the request. To a Messages client that is a response with the stop reason
 * `refusal`: the conversion builds it, and wherever no response can be built the error is an ordinary 400.
 */
export class ContentRefusal extends ApiError {
  constructor(message: string, extras: ApiErrorExtras) {
    super(400, 'invalid_request_error', message, extras);
    this.name = 'ContentRefusal';
  }
}

import { Injectable, type PipeTransform } from '@nestjs/common';
import { RawRequest } from '../conversion/messages/raw-request.js';
import { createIncomingRequest } from '../execution/incoming-request.js';
import type { IncomingRequest } from '../execution/incoming-request.js';
import type { CountTokensRequest, CreateMessageRequest } from '../protocol/anthropic/request.js';
import { validateCountTokens, validateCreateMessage } from './validation/request-validation.js';

/** Validates a Messages request. The error names the path of the first invalid value. A raw request is validated when it is parsed. */
@Injectable()
export class MessagesBodyPipe implements PipeTransform<unknown, IncomingRequest> {
  transform(body: unknown): IncomingRequest {
    if (!(body instanceof RawRequest)) return createIncomingRequest(validate(body));
    const { model, isStream } = body;
    let parsed: CreateMessageRequest | undefined;
    return { model, isStream, raw: body, parse: () => (parsed ??= validate(body.parse())) };
  }
}

function validate(body: unknown): CreateMessageRequest {
  validateCreateMessage(body);
  return body;
}

/** A count_tokens request, which is parsed only if its bytes are not sufficient. */
export interface IncomingCountRequest {
  readonly model: string;
  readonly raw?: RawRequest;
  /** Parses and validates the request. Throws ApiError. */
  readonly parse: () => CountTokensRequest;
}

/** Validates a count_tokens request, which does not require `max_tokens`. */
@Injectable()
export class CountTokensBodyPipe implements PipeTransform<unknown, IncomingCountRequest> {
  transform(body: unknown): IncomingCountRequest {
    if (body instanceof RawRequest) return { model: body.model, raw: body, parse: () => validateCount(body.parse()) };
    const request = validateCount(body);
    return { model: request.model, parse: () => request };
  }
}

function validateCount(body: unknown): CountTokensRequest {
  validateCountTokens(body);
  return body;
}

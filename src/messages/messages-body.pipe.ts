import { Injectable, type PipeTransform } from '@nestjs/common';
import type { CountTokensRequest, CreateMessageRequest } from '../protocol/anthropic/request.js';
import { validateCountTokens, validateCreateMessage } from './validation/request-validation.js';

/** Validates a Messages request and returns it unchanged. The error names the path of the first invalid value. */
@Injectable()
export class MessagesBodyPipe implements PipeTransform<unknown, CreateMessageRequest> {
  transform(body: unknown): CreateMessageRequest {
    validateCreateMessage(body);
    return body;
  }
}

/** Validates a count_tokens request, which does not require `max_tokens`. */
@Injectable()
export class CountTokensBodyPipe implements PipeTransform<unknown, CountTokensRequest> {
  transform(body: unknown): CountTokensRequest {
    validateCountTokens(body);
    return body;
  }
}

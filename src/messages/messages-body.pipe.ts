import { Injectable, type PipeTransform } from '@nestjs/common';
import type { CountTokensRequest, CreateMessageRequest } from '../protocol/anthropic/request.js';
import { validateCountTokens, validateCreateMessage } from './validation/request-validation.js';

/** Lets a Messages request pass as it came, or refuses it with the path of its first fault. */
@Injectable()
export class MessagesBodyPipe implements PipeTransform<unknown, CreateMessageRequest> {
  transform(body: unknown): CreateMessageRequest {
    validateCreateMessage(body);
    return body;
  }
}

/** Does the same for count_tokens, which needs no `max_tokens`. */
@Injectable()
export class CountTokensBodyPipe implements PipeTransform<unknown, CountTokensRequest> {
  transform(body: unknown): CountTokensRequest {
    validateCountTokens(body);
    return body;
  }
}

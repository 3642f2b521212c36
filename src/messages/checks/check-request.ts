import { ApiError } from '../../conversion/errors/api-error.js';
import { isJsonObject } from '../../conversion/is-json-object.js';
import type { CountTokensRequest, CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import { CountTokensDto } from '../dto/count-tokens.dto.js';
import { CreateMessageDto } from '../dto/create-message.dto.js';
import { checkContent } from './check-content.js';
import { checkFields } from './check-fields.js';
import { checkMessages } from './check-messages.js';
import { checkNesting } from './check-nesting.js';
import { checkToolChoice } from './check-tool-choice.js';
import { checkTools } from './check-tools.js';

const COUNTED_FIELDS = ['model', 'messages', 'system', 'tools', 'stop_sequences', 'temperature', 'top_p'] as const;
const CREATED_FIELDS = [...COUNTED_FIELDS, 'max_tokens', 'stream'] as const;

/** Refuses a Messages request that no upstream could serve. */
export function checkCreateMessage(body: unknown): asserts body is CreateMessageRequest {
  checkBody(body, new CreateMessageDto(), CREATED_FIELDS);
}

/** Refuses a request whose tokens cannot be counted. */
export function checkCountTokens(body: unknown): asserts body is CountTokensRequest {
  checkBody(body, new CountTokensDto(), COUNTED_FIELDS);
}

function checkBody(body: unknown, dto: CountTokensDto, fields: readonly string[]): void {
  if (!isJsonObject(body)) throw ApiError.invalidRequest('The request body should be a JSON object');
  checkNesting(body);
  // Only the declared fields: a `constructor` key among them would switch all the rules off.
  checkFields(Object.assign(dto, Object.fromEntries(fields.map((field) => [field, body[field]]))));
  checkContent(body['system'], 'system');
  checkMessages(body['messages']);
  checkTools(body['tools']);
  checkToolChoice(body['tool_choice']);
}

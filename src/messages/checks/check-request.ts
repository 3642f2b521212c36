import { ApiError } from '../../conversion/errors/api-error.js';
import { isJsonObject } from '../../conversion/is-json-object.js';
import type { CountTokensRequest, CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import { checkContent } from './check-content.js';
import { type FieldRules, checkFields, countTokensRules, createMessageRules } from './check-fields.js';
import { checkMessages } from './check-messages.js';
import { checkNesting } from './check-nesting.js';
import { checkToolChoice } from './check-tool-choice.js';
import { checkTools } from './check-tools.js';

/** Refuses a Messages request that no upstream could serve. */
export function checkCreateMessage(body: unknown): asserts body is CreateMessageRequest {
  checkBody(body, createMessageRules);
}

/** Refuses a request whose tokens cannot be counted. */
export function checkCountTokens(body: unknown): asserts body is CountTokensRequest {
  checkBody(body, countTokensRules);
}

function checkBody(body: unknown, rules: FieldRules): void {
  if (!isJsonObject(body)) throw ApiError.invalidRequest('The request body should be a JSON object');
  checkNesting(body);
  checkFields(body, rules);
  checkContent(body['system'], 'system');
  checkMessages(body['messages']);
  checkTools(body['tools']);
  checkToolChoice(body['tool_choice']);
}

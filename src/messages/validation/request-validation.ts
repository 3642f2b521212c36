import { isJsonObject } from '../../common/json.js';
import { ApiError } from '../../errors/api-error.js';
import type { CountTokensRequest, CreateMessageRequest } from '../../protocol/anthropic/request.js';
import { checkContent, checkMessages } from './content-validation.js';
import { checkFields, countTokensRules, createMessageRules } from './field-rules.js';
import type { FieldRules } from './field-rules.js';
import { checkToolChoice, checkTools } from './tool-validation.js';

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

const MAX_DEPTH = 128;

type Container = Readonly<Record<string, unknown>> | readonly unknown[];

/** Refuses what is nested so deeply that walking through it could exhaust the stack. */
function checkNesting(body: Container): void {
  if (isDeeper(body, MAX_DEPTH)) {
    throw ApiError.invalidRequest(`The request body should not be nested deeper than ${MAX_DEPTH} levels`);
  }
}

function isDeeper(container: Container, levels: number): boolean {
  if (levels === 0) return true;
  if (isList(container)) {
    for (const child of container) if (isContainer(child) && isDeeper(child, levels - 1)) return true;
    return false;
  }
  // Parsed JSON inherits nothing; Object.values would copy every object of a large request.
  for (const key in container) {
    const child = container[key];
    if (isContainer(child) && isDeeper(child, levels - 1)) return true;
  }
  return false;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const isList = (container: Container): container is readonly unknown[] => Array.isArray(container);

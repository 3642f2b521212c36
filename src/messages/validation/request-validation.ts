import { isJsonObject } from '../../common/json.js';
import { ApiError } from '../../errors/api-error.js';
import { contentBlockParam } from '../../protocol/anthropic/content-blocks.js';
import { countTokensRequest, createMessageRequest } from '../../protocol/anthropic/request.js';
import type { CountTokensRequest, CreateMessageRequest } from '../../protocol/anthropic/request.js';
import { nodeOf } from '../../protocol/anthropic/schema.js';
import type { JsonSchemaNode } from '../../protocol/anthropic/schema.js';
import type { Validator } from './validation-error.js';
import { validateNesting } from './nesting.js';
import { compileProperties } from './schema-validator.js';

/** The fields of a request are validated first, in this order. */
const FIELDS = [
  'max_tokens',
  'stream',
  'model',
  'messages',
  'system',
  'tools',
  'stop_sequences',
  'temperature',
  'top_p',
];
/** Their contents are validated afterwards. */
const CONTENTS = ['system', 'messages', 'tools', 'tool_choice'];

/** Validates a Messages request. Throws an ApiError if the request is invalid; it names the first error. */
export function validateCreateMessage(body: unknown): asserts body is CreateMessageRequest {
  validateRequest(body, createMessageValidators);
}

/** Validates a count_tokens request. Throws an ApiError if the request is invalid; it names the first error. */
export function validateCountTokens(body: unknown): asserts body is CountTokensRequest {
  validateRequest(body, countTokensValidators);
}

const createMessageValidators = compileRequest(nodeOf(createMessageRequest));
const countTokensValidators = compileRequest(nodeOf(countTokensRequest));

function compileRequest(node: JsonSchemaNode): readonly Validator[] {
  const options = { definitions: { ContentBlockParam: nodeOf(contentBlockParam) }, compiled: new Map() };
  return [compileProperties(node, FIELDS, { ...options, isShallow: true }), compileProperties(node, CONTENTS, options)];
}

function validateRequest(body: unknown, validators: readonly Validator[]): void {
  if (!isJsonObject(body)) throw ApiError.invalidRequest('The request body should be a JSON object');
  validateNesting(body);
  for (const validate of validators) {
    const error = validate(body);
    if (error) throw ApiError.invalidRequest(`${error.path}: ${error.message}`);
  }
}

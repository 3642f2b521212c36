import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { isStrictSchema } from '../../shared/json-schema.js';
import { parseResponseSchema } from '../../shared/request/response-schema.js';

/** Converts the JSON schema of the response. */
export function convertResponseFormat(
  request: CreateMessageRequest,
  dropped: DroppedNames,
): Pick<ChatRequest, 'response_format'> {
  const schema = parseResponseSchema(request, dropped);
  // Strict mode rejects optional properties, and making them required would change the request.
  return schema
    ? {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'output', schema, strict: isStrictSchema(schema) },
        },
      }
    : {};
}

import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { isJsonObject } from '../../../common/json.js';
import { isStrictSchema } from '../../shared/json-schema.js';
import { normalizeSchema } from '../../shared/json-schema.js';

/** Converts the JSON schema of the response. */
export function convertResponseFormat(
  { output_config, output_format }: CreateMessageRequest,
  dropped: DroppedNames,
): Pick<ChatRequest, 'response_format'> {
  const format = output_config?.format ?? output_format;
  if (format == null) return {};
  if (format.type !== 'json_schema' || !isJsonObject(format.schema)) {
    dropped.add('output_config.format');
    return {};
  }
  const schema = normalizeSchema(format.schema);
  // Strict mode rejects optional properties, and making them required would change the request.
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'output', schema, strict: isStrictSchema(schema) } },
  };
}

import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';
import { isJsonObject } from '../is-json-object.js';
import { isStrictSchema } from './is-strict-schema.js';
import { toJsonSchema } from './to-json-schema.js';

/** Converts the JSON schema that the answer shall follow. */
export function toResponseFormat(
  { output_config, output_format }: CreateMessageRequest,
  dropped: DroppedNames,
): Pick<ChatRequest, 'response_format'> {
  const format = output_config?.format ?? output_format;
  if (format == null) return {};
  if (format.type !== 'json_schema' || !isJsonObject(format.schema)) {
    dropped.add('output_config.format');
    return {};
  }
  const schema = toJsonSchema(format.schema);
  // Strict mode refuses optional properties, and making them required would change what was asked for.
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'output', schema, strict: isStrictSchema(schema) } },
  };
}

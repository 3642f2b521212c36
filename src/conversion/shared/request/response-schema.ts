import { isJsonObject } from '../../../common/json.js';
import type { CreateMessageRequest, JsonSchema } from '../../../protocol/anthropic/request.js';
import type { DroppedNames } from '../dropped-names.js';
import { normalizeSchema } from '../json-schema.js';

/** Reads the JSON schema of the response; undefined if the request has none, or none that can be used. */
export function parseResponseSchema(
  { output_config, output_format }: CreateMessageRequest,
  dropped: DroppedNames,
): JsonSchema | undefined {
  const format = output_config?.format ?? output_format;
  if (format == null) return undefined;
  if (format.type === 'json_schema' && isJsonObject(format.schema)) return normalizeSchema(format.schema);
  dropped.add('output_config.format');
  return undefined;
}

/** Describes the schema of the response in words, for models that do not enforce one. */
export function describeResponseSchema(schema: JsonSchema): string {
  return `Answer with nothing but JSON that follows this JSON schema:\n${JSON.stringify(schema)}`;
}

import { isJsonObject } from '../../../common/json.js';
import type { JsonSchema, ToolParam } from '../../../protocol/anthropic/request.js';
import type { DroppedNames } from '../dropped-names.js';
import { isStrictSchema, normalizeSchema } from '../json-schema.js';

const MAX_EXAMPLES = 2;

/** Formats the description of a tool, with examples of its input. */
export function formatToolDescription({ description, input_examples }: ToolParam): string {
  const examples = Array.isArray(input_examples) ? input_examples.slice(0, MAX_EXAMPLES) : [];
  return [
    typeof description === 'string' ? description : '',
    examples.length > 0
      ? `Examples of its input:\n${examples.map((example) => JSON.stringify(example)).join('\n')}`
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Converts the schema of a tool's input: a function's parameters are an object with properties, even when there are none. */
export function convertToolParameters(inputSchema: unknown, dropped: DroppedNames): JsonSchema {
  const schema = normalizeSchema(isJsonObject(inputSchema) ? inputSchema : {}, () => dropped.add('tools.$ref'));
  if (schema.type != null && isJsonObject(schema.properties)) return schema;
  const { type, properties, ...rest } = schema;
  return { type: type ?? 'object', properties: isJsonObject(properties) ? properties : {}, ...rest };
}

/** Whether a tool can be called in strict mode: as the client requested, and as the schema permits. */
export function isStrictTool({ strict }: ToolParam, parameters: JsonSchema): boolean {
  return strict === true && isStrictSchema(parameters);
}

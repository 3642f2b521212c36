import type { JsonSchema, ToolParam } from '../../protocol/anthropic/messages.js';
import type { ChatTool } from '../../protocol/openai/chat-request.js';
import { isJsonObject } from '../is-json-object.js';
import { isStrictSchema } from './is-strict-schema.js';
import type { ClientRunTool } from './to-declared-tools.js';
import { toJsonSchema } from './to-json-schema.js';
import type { ToolNames } from './tool-names.js';

const maxExamples = 2;

/** Converts the tools offered to functions. */
export function toChatTools(tools: readonly ClientRunTool[], toolNames: ToolNames): readonly ChatTool[] {
  return tools.map((tool) => {
    const description = toDescription(tool);
    const parameters = toParameters(tool.input_schema);
    return {
      type: 'function',
      function: {
        name: toolNames.toUpstream(tool.name, tool.toolset_name),
        ...(description && { description }),
        parameters,
        ...(tool.strict === true && isStrictSchema(parameters) && { strict: true as const }),
      },
    };
  });
}

function toDescription({ description, input_examples }: ToolParam): string {
  const examples = Array.isArray(input_examples) ? input_examples.slice(0, maxExamples) : [];
  return [
    typeof description === 'string' ? description : '',
    examples.length > 0
      ? `Examples of its input:\n${examples.map((example) => JSON.stringify(example)).join('\n')}`
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

// A function's parameters are an object with properties, even when there are none.
function toParameters(inputSchema: unknown): JsonSchema {
  const schema = toJsonSchema(isJsonObject(inputSchema) ? inputSchema : {});
  if (schema.type != null && isJsonObject(schema.properties)) return schema;
  const { type, properties, ...rest } = schema;
  return { type: type ?? 'object', properties: isJsonObject(properties) ? properties : {}, ...rest };
}

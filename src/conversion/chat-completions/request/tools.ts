import { isJsonObject } from '../../../common/json.js';
import type { JsonSchema, ToolChoice, ToolParam } from '../../../protocol/anthropic/request.js';
import type { ChatRequest, ChatTool, ChatToolChoice } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { isStrictSchema, normalizeSchema } from '../../shared/json-schema.js';
import type { ClientRunTool } from '../../shared/offered-tools.js';
import type { ToolNames } from '../../shared/tool-names.js';

const maxExamples = 2;

/** Converts the tools offered to functions. */
export function convertTools(tools: readonly ClientRunTool[], toolNames: ToolNames): readonly ChatTool[] {
  return tools.map((tool) => {
    const description = formatDescription(tool);
    const parameters = convertParameters(tool.input_schema);
    return {
      type: 'function',
      function: {
        name: toolNames.nameForUpstream(tool.name, tool.toolset_name),
        ...(description && { description }),
        parameters,
        ...(tool.strict === true && isStrictSchema(parameters) && { strict: true as const }),
      },
    };
  });
}

function formatDescription({ description, input_examples }: ToolParam): string {
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
function convertParameters(inputSchema: unknown): JsonSchema {
  const schema = normalizeSchema(isJsonObject(inputSchema) ? inputSchema : {});
  if (schema.type != null && isJsonObject(schema.properties)) return schema;
  const { type, properties, ...rest } = schema;
  return { type: type ?? 'object', properties: isJsonObject(properties) ? properties : {}, ...rest };
}

type ToolChoiceFields = Pick<ChatRequest, 'tool_choice' | 'parallel_tool_calls'>;

/** Converts the choice between the tools offered; the choice of a tool that is not offered is left out. */
export function convertToolChoice(
  choice: ToolChoice | null | undefined,
  toolNames: ToolNames,
  dropped: DroppedNames,
): ToolChoiceFields {
  if (choice == null) return {};
  const hasTools = toolNames.upstreamNames.length > 0;
  const tool_choice = hasTools ? convertChoice(choice, toolNames) : undefined;
  if (tool_choice === undefined && (choice.type === 'any' || choice.type === 'tool')) dropped.add('tool_choice');
  const isSerial = hasTools && choice.type !== 'none' && choice.disable_parallel_tool_use === true;
  return { ...(tool_choice && { tool_choice }), ...(isSerial && { parallel_tool_calls: false }) };
}

function convertChoice(choice: ToolChoice, toolNames: ToolNames): ChatToolChoice | undefined {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'any':
      return 'required';
    case 'tool': {
      const name = toolNames.upstreamNames.find((offered) => toolNames.nameForClient(offered).name === choice.name);
      return name === undefined ? undefined : { type: 'function', function: { name } };
    }
  }
}

import type { ToolChoice } from '../../../protocol/anthropic/request.js';
import type { ChatRequest, ChatTool, ChatToolChoice } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import type { ClientRunTool } from '../../shared/offered-tools.js';
import { convertToolParameters, formatToolDescription, isStrictTool } from '../../shared/request/tool-definition.js';
import type { ToolNames } from '../../shared/tool-names.js';

/** Converts the tools offered to functions. */
export function convertTools(
  tools: readonly ClientRunTool[],
  toolNames: ToolNames,
  dropped: DroppedNames,
): readonly ChatTool[] {
  return tools.map((tool) => {
    const description = formatToolDescription(tool);
    const parameters = convertToolParameters(tool.input_schema, dropped);
    return {
      type: 'function',
      function: {
        name: toolNames.nameForUpstream(tool.name, tool.toolset_name),
        ...(description && { description }),
        parameters,
        ...(isStrictTool(tool, parameters) && { strict: true as const }),
      },
    };
  });
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

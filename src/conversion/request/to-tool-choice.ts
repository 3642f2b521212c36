import type { ToolChoice } from '../../protocol/anthropic/messages.js';
import type { ChatRequest, ChatToolChoice } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';
import type { ToolNames } from './tool-names.js';

type ToolChoiceFields = Pick<ChatRequest, 'tool_choice' | 'parallel_tool_calls'>;

/** Converts the choice between the tools offered; the choice of a tool that is not offered is left out. */
export function toToolChoice(
  choice: ToolChoice | null | undefined,
  toolNames: ToolNames,
  dropped: DroppedNames,
): ToolChoiceFields {
  if (choice == null) return {};
  const hasTools = toolNames.upstreamNames.length > 0;
  const tool_choice = hasTools ? toChatToolChoice(choice, toolNames) : undefined;
  if (tool_choice === undefined && (choice.type === 'any' || choice.type === 'tool')) dropped.add('tool_choice');
  const isSerial = hasTools && choice.type !== 'none' && choice.disable_parallel_tool_use === true;
  return { ...(tool_choice && { tool_choice }), ...(isSerial && { parallel_tool_calls: false }) };
}

function toChatToolChoice(choice: ToolChoice, toolNames: ToolNames): ChatToolChoice | undefined {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'any':
      return 'required';
    case 'tool': {
      const name = toolNames.upstreamNames.find((offered) => toolNames.toClient(offered).name === choice.name);
      return name === undefined ? undefined : { type: 'function', function: { name } };
    }
  }
}

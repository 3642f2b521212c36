import type { ToolTraits } from '../../../dialects/dialect.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';

/** Forces a call as far as the provider can be told to: where it knows no names, it gets that one function only. */
export function toKnownToolChoice(request: ChatRequest, { forcedChoices }: ToolTraits): ChatRequest {
  const { tool_choice, ...rest } = request;
  if (typeof tool_choice === 'object') {
    if (forcedChoices.includes('named')) return request;
    const tools = request.tools?.filter((tool) => tool.function.name === tool_choice.function.name) ?? [];
    return { ...rest, tools, ...(forcedChoices.includes('required') && { tool_choice: 'required' }) };
  }
  if (tool_choice !== 'required' || forcedChoices.includes('required')) return request;
  const [only, ...others] = request.tools ?? [];
  const isNameable = only !== undefined && others.length === 0 && forcedChoices.includes('named');
  return isNameable ? { ...rest, tool_choice: { type: 'function', function: { name: only.function.name } } } : rest;
}

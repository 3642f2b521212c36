import { isJsonObject } from '../../common/json.js';
import { isToolset } from '../../conversion/shared/client-tools/client-tools.js';
import { ApiError } from '../../errors/api-error.js';
import { checkEach } from './content-validation.js';

/** Refuses a tool without a name, unless it is a toolset. */
export function checkTools(tools: unknown): void {
  checkEach(tools, 'tools', (tool, path, index) => {
    const { name } = tool;
    if (isToolset(tool) || (typeof name === 'string' && name.length > 0)) return;
    throw ApiError.invalidRequest(`${path}.${index}.name: ${toFault(name)}`);
  });
}

function toFault(name: unknown): string {
  if (name == null) return 'Field required';
  return name === '' ? 'String should have at least 1 character' : 'Input should be a valid string';
}

const TYPES = new Set<unknown>(['auto', 'any', 'tool', 'none']);

/** Refuses a choice that is none of the four known; null and `{}` are no choice. */
export function checkToolChoice(toolChoice: unknown): void {
  if (toolChoice == null) return;
  if (!isJsonObject(toolChoice)) throw ApiError.invalidRequest('tool_choice: Input should be a valid dictionary');
  if (TYPES.has(toolChoice['type']) || Object.keys(toolChoice).length === 0) return;
  const fault = toolChoice['type'] == null ? 'Field required' : "Input should be 'auto', 'any', 'tool' or 'none'";
  throw ApiError.invalidRequest(`tool_choice.type: ${fault}`);
}

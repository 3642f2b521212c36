import { ApiError } from '../../conversion/errors/api-error.js';
import { isJsonObject } from '../../conversion/is-json-object.js';

const TYPES = new Set<unknown>(['auto', 'any', 'tool', 'none']);

/** Refuses a choice that is none of the four known; null and `{}` are no choice. */
export function checkToolChoice(toolChoice: unknown): void {
  if (toolChoice == null) return;
  if (!isJsonObject(toolChoice)) throw ApiError.invalidRequest('tool_choice: Input should be a valid dictionary');
  if (TYPES.has(toolChoice['type']) || Object.keys(toolChoice).length === 0) return;
  const fault = toolChoice['type'] == null ? 'Field required' : "Input should be 'auto', 'any', 'tool' or 'none'";
  throw ApiError.invalidRequest(`tool_choice.type: ${fault}`);
}

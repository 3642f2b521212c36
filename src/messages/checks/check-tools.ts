import { ApiError } from '../../conversion/errors/api-error.js';
import { isToolset } from '../../conversion/request/client-tools/is-toolset.js';
import { checkEach } from './check-each.js';

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

import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';

/** Finds the override for a path inside `tools`; a tool of the client is never left out. */
export function findToolOverrides(
  path: readonly string[],
  { tools = [] }: ResponsesRequest,
): LearnedOverrides | undefined {
  const last = path.at(-1) ?? '';
  if (last === 'strict') {
    const isSent = tools.some((tool) => tool.type === 'function' && tool.strict !== undefined);
    return isSent ? { acceptsStrictTools: false } : undefined;
  }
  const type = last === 'defer_loading' ? 'tool_search' : (tools[Number(path[0])]?.type ?? last);
  const isSent = tools.some((tool) => tool.type === type);
  if (type === 'tool_search' && isSent) return { responsesFeatures: { toolSearch: false } };
  return type === 'web_search' && isSent ? { responsesFeatures: { webSearch: false } } : undefined;
}

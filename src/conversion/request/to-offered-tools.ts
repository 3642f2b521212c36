import type { CreateMessageRequest, ToolParam } from '../../protocol/anthropic/messages.js';
import type { DroppedNames } from './dropped-names.js';
import { isJsonObject } from '../is-json-object.js';
import { toToolChanges } from './to-tool-changes.js';

/** Picks the tools to offer: those not deferred, and as the conversation has loaded, added or removed them. */
export function toOfferedTools({ tools, messages }: CreateMessageRequest, dropped: DroppedNames): readonly ToolParam[] {
  const declared = new Map<string, ToolParam>();
  for (const tool of tools ?? []) {
    if (!isServable(tool)) dropped.add(`tools.${typeof tool.type === 'string' ? tool.type : tool.name}`);
    else if (!declared.has(tool.name)) declared.set(tool.name, tool);
  }
  const offered = new Map([...declared].filter(([, tool]) => tool.defer_loading !== true));
  for (const { name, isRemoval, definition } of toToolChanges(messages)) {
    const tool = definition ?? declared.get(name);
    if (isRemoval) offered.delete(name);
    else if (tool && isServable(tool) && !offered.has(name)) offered.set(name, tool);
  }
  return [...offered.values()];
}

// The others run on Anthropic's servers, or have a schema that only Anthropic's models know.
function isServable({ type, input_schema }: ToolParam): boolean {
  return type == null || type === 'custom' || isJsonObject(input_schema);
}

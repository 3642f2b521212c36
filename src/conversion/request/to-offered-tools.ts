import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { DroppedNames } from './dropped-names.js';
import { type ClientRunTool, toDeclaredTools } from './to-declared-tools.js';
import { toFunctionName } from './to-function-name.js';
import { toToolChanges } from './to-tool-changes.js';

/** Picks the tools to offer: those not deferred, and as the conversation has loaded, added or removed them. */
export function toOfferedTools(
  { tools, messages }: CreateMessageRequest,
  dropped: DroppedNames,
): readonly ClientRunTool[] {
  const declared = toDeclarations(tools ?? [], dropped);
  const offered = new Map([...declared].filter(([, tool]) => tool.defer_loading !== true));
  for (const { name, isRemoval, definition } of toToolChanges(messages)) {
    const [tool] = definition ? toDeclaredTools(definition) : [declared.get(name)];
    if (isRemoval) offered.delete(name);
    else if (tool && !offered.has(name)) offered.set(name, tool);
  }
  return [...offered.values()];
}

function toDeclarations(
  tools: NonNullable<CreateMessageRequest['tools']>,
  dropped: DroppedNames,
): ReadonlyMap<string, ClientRunTool> {
  const declared = new Map<string, ClientRunTool>();
  for (const declaration of tools) {
    const members = toDeclaredTools(declaration);
    if (members.length === 0) dropped.add(`tools.${String(declaration.type)}`);
    for (const tool of members) {
      const name = toFunctionName(tool.name, tool.toolset_name);
      if (!declared.has(name)) declared.set(name, tool);
    }
  }
  return declared;
}

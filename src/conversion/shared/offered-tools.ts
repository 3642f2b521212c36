import { isJsonObject } from '../../common/json.js';
import type { CreateMessageRequest, ToolParam, ToolsetParam } from '../../protocol/anthropic/request.js';
import { clientToolsets, convertClientTool, isToolset } from './client-tools/client-tools.js';
import { collectToolChanges } from './conversation/tool-changes.js';
import type { DroppedNames } from './dropped-names.js';
import { sanitizeFunctionName } from './tool-names.js';

/** Resolves the tools to offer: those not deferred, and as the conversation has loaded, added or removed them. */
export function resolveOfferedTools(
  { tools, messages }: CreateMessageRequest,
  dropped: DroppedNames,
): readonly ClientRunTool[] {
  const declared = collectDeclaredTools(tools ?? [], dropped);
  const offered = new Map([...declared].filter(([, tool]) => tool.defer_loading !== true));
  for (const { name, isRemoval, definition } of collectToolChanges(messages)) {
    const [tool] = definition ? expandDeclaredTools(definition) : [declared.get(name)];
    if (isRemoval) offered.delete(name);
    else if (tool && !offered.has(name)) offered.set(name, tool);
  }
  return [...offered.values()];
}

function collectDeclaredTools(
  tools: NonNullable<CreateMessageRequest['tools']>,
  dropped: DroppedNames,
): ReadonlyMap<string, ClientRunTool> {
  const declared = new Map<string, ClientRunTool>();
  for (const declaration of tools) {
    const members = expandDeclaredTools(declaration);
    if (members.length === 0) dropped.add(`tools.${String(declaration.type)}`);
    for (const tool of members) {
      const name = sanitizeFunctionName(tool.name, tool.toolset_name);
      if (!declared.has(name)) declared.set(name, tool);
    }
  }
  return declared;
}

/** A tool that the client runs, with its schema. */
export interface ClientRunTool extends ToolParam {
  /** The toolset that the tool is a member of. */
  readonly toolset_name?: string;
}

/** Lists the tools that a declaration stands for: none when they would run on Anthropic's servers. */
function expandDeclaredTools(declaration: ToolParam | ToolsetParam): readonly ClientRunTool[] {
  if (isToolset(declaration)) return expandToolset(declaration);
  const { type, input_schema } = declaration;
  if (type == null || type === 'custom' || isJsonObject(input_schema)) return [declaration];
  const clientTool = convertClientTool(declaration);
  return clientTool ? [{ ...declaration, ...clientTool }] : [];
}

// The members are offered at once even where they are to be loaded later: nothing says how a search would name them.
function expandToolset({ type, configs }: ToolsetParam): readonly ClientRunTool[] {
  const { name: toolset_name, members, optInMembers } = clientToolsets[type];
  return Object.entries(members)
    .filter(([name]) => configs?.[name]?.enabled ?? !optInMembers.has(name))
    .map(([name, member]) => ({ name, toolset_name, ...member }));
}

import type { ToolParam, ToolsetParam } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';
import { clientToolsets } from './client-tools/client-toolsets.js';
import { isToolset } from './client-tools/is-toolset.js';
import { toClientTool } from './client-tools/to-client-tool.js';

/** A tool that the client runs, with its schema. */
export interface ClientRunTool extends ToolParam {
  /** The toolset that the tool is a member of. */
  readonly toolset_name?: string;
}

/** Lists the tools that a declaration stands for: none when they would run on Anthropic's servers. */
export function toDeclaredTools(declaration: ToolParam | ToolsetParam): readonly ClientRunTool[] {
  if (isToolset(declaration)) return toMembers(declaration);
  const { type, input_schema } = declaration;
  if (type == null || type === 'custom' || isJsonObject(input_schema)) return [declaration];
  const clientTool = toClientTool(declaration);
  return clientTool ? [{ ...declaration, ...clientTool }] : [];
}

// The members are offered at once even where they are to be loaded later: nothing says how a search would name them.
function toMembers({ type, configs }: ToolsetParam): readonly ClientRunTool[] {
  const { name: toolset_name, members, optInMembers } = clientToolsets[type];
  return Object.entries(members)
    .filter(([name]) => configs?.[name]?.enabled ?? !optInMembers.has(name))
    .map(([name, member]) => ({ name, toolset_name, ...member }));
}

import { isJsonObject } from '../../common/json.js';
import type { CreateMessageRequest, ToolParam, ToolsetParam } from '../../protocol/anthropic/request.js';
import { clientToolsets, convertClientTool, isToolset } from './client-tools/client-tools.js';
import { collectToolChanges } from './conversation/tool-changes.js';
import type { ToolChange } from './conversation/tool-changes.js';
import type { DroppedNames } from './dropped-names.js';
import { sanitizeFunctionName } from './tool-names.js';

/** The tools of a request, as the conversation has loaded, added or removed them. */
export interface ToolOffer {
  /** The tools at the start of the conversation. */
  readonly initial: readonly ClientRunTool[];
  /** The tools that are offered now. */
  readonly current: readonly ClientRunTool[];
  /** The declared tools that are not offered at the start. */
  readonly deferred: readonly ClientRunTool[];
  /** Finds the tool that the conversation added. */
  find(change: ToolChange): ClientRunTool | undefined;
}

type Declaration = ToolParam | ToolsetParam;

/** Resolves the tools to offer: those not deferred, and as the conversation has loaded, added or removed them. */
export function resolveOfferedTools(request: CreateMessageRequest, dropped: DroppedNames): readonly ClientRunTool[] {
  return resolveToolOffer(request, dropped).current;
}

/** Resolves the tools of a request. Tools that the upstream hosts are neither offered nor dropped. */
export function resolveToolOffer(
  { tools, messages }: CreateMessageRequest,
  dropped: DroppedNames,
  isHosted: (declaration: Declaration) => boolean = () => false,
): ToolOffer {
  const others = (tools ?? []).filter((declaration) => !isHosted(declaration));
  const declared = collectDeclaredTools(others, dropped);
  // Without the search that would load them, the model could never call them.
  const isSearchMissing = others.some(isToolSearch);
  const isInitial = ({ defer_loading }: ClientRunTool): boolean => defer_loading !== true || isSearchMissing;
  const find = ({ name, definition }: ToolChange): ClientRunTool | undefined =>
    definition ? expandDeclaredTools(definition)[0] : declared.get(name);
  const offered = new Map([...declared].filter(([, tool]) => isInitial(tool)));
  for (const change of collectToolChanges(messages)) {
    const tool = find(change);
    if (change.isRemoval) offered.delete(change.name);
    else if (tool && !offered.has(change.name)) offered.set(change.name, tool);
  }
  const all = [...declared.values()];
  return {
    initial: all.filter(isInitial),
    current: [...offered.values()],
    deferred: all.filter((tool) => !isInitial(tool)),
    find,
  };
}

/** Recognizes the search for deferred tools that runs on Anthropic's servers. */
export function isToolSearch({ type }: { readonly type?: unknown }): boolean {
  return typeof type === 'string' && /^tool_search_tool_(?:bm25|regex)/.test(type);
}

function collectDeclaredTools(
  tools: readonly Declaration[],
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

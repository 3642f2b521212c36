import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type {
  ResponsesFunctionTool,
  ResponsesTool,
  ResponsesWebSearchTool,
} from '../../../protocol/openai/responses-request.js';
import type { ProviderProfile, ResponsesFeatures } from '../../../providers/provider-profile.js';
import type { ToolChange } from '../../shared/conversation/tool-changes.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { isToolSearch, resolveToolOffer } from '../../shared/offered-tools.js';
import type { ClientRunTool, ToolOffer } from '../../shared/offered-tools.js';
import { adaptSchema } from '../../shared/request/schema-adaptation.js';
import { convertToolParameters, formatToolDescription, isStrictTool } from '../../shared/request/tool-definition.js';
import { ToolNames } from '../../shared/tool-names.js';
import { convertWebSearch, isWebSearch } from './web-search.js';

interface ToolScope {
  readonly profile: ProviderProfile;
  readonly support: ResponsesFeatures;
  readonly dropped: DroppedNames;
}

/**
 * The tools of one request. The prompt cache covers `tools` and the input up to the first change, so tools that the
 * conversation loads become items at their places, and tools that it removes stay declared, if the upstream allows that.
 */
export class RequestTools {
  readonly toolNames: ToolNames;
  readonly webSearch: ResponsesWebSearchTool | undefined;
  /** Whether tools that are loaded later become items. */
  readonly usesItems: boolean;
  private readonly offer: ToolOffer;
  private readonly current: ReadonlyMap<string, ClientRunTool>;
  private readonly searchable: readonly ClientRunTool[];
  private readonly names = new Map<ClientRunTool, string>();
  /** Whether a tool that the conversation removed may stay declared. */
  private readonly keepsRemoved: boolean;
  /** The tools that are declared, or were loaded so far. */
  private readonly available: Map<string, ClientRunTool>;

  constructor(
    request: CreateMessageRequest,
    private readonly scope: ToolScope,
  ) {
    const { support, dropped } = scope;
    const search = support.webSearch ? request.tools?.find(isWebSearch) : undefined;
    this.webSearch = search && convertWebSearch(search, dropped);
    const searchesTools = support.toolSearch && (request.tools?.some(isToolSearch) ?? false);
    this.offer = resolveToolOffer(
      request,
      dropped,
      (tool) => (support.webSearch && isWebSearch(tool)) || (support.toolSearch && isToolSearch(tool)),
    );
    const { initial, current, deferred } = this.offer;
    this.searchable = searchesTools ? deferred : [];
    this.toolNames = new ToolNames([...initial, ...current, ...this.searchable]);
    this.current = this.mapByName(limitToForced(current, request.tool_choice, scope.profile));
    // The tools that a search may find cannot be listed as allowed.
    this.keepsRemoved = support.toolItems && support.allowedTools && this.searchable.length === 0;
    const atStart = initial.filter((tool) => this.keepsRemoved || this.isOffered(tool));
    // A choice among tools requires declared ones.
    this.usesItems = support.toolItems && atStart.length > 0;
    this.available = this.usesItems ? this.mapByName(atStart) : new Map(this.current);
  }

  /** Loads the tools that a change of the conversation adds, for an item at that place. */
  readonly load = (changes: readonly ToolChange[]): readonly ResponsesFunctionTool[] => {
    const added = changes.flatMap((change) => {
      const tool = change.isRemoval ? undefined : this.offer.find(change);
      return tool && this.isLoadable(tool) ? [tool] : [];
    });
    for (const tool of added) this.available.set(this.nameOf(tool), tool);
    return [...this.mapByName(added).values()].map((tool) => this.convertTool(tool));
  };

  /** Lists the tools to declare. To be called before any tool is loaded. */
  declare(): readonly ResponsesTool[] {
    const functions = [...this.available.values()].map((tool) => this.convertTool(tool));
    const searchable = this.searchable.filter((tool) => !this.available.has(this.nameOf(tool)));
    return [
      ...functions,
      ...searchable.map((tool) => ({ ...this.convertTool(tool), defer_loading: true as const })),
      ...(this.searchable.length > 0 ? [{ type: 'tool_search' as const }] : []),
      ...(this.webSearch ? [this.webSearch] : []),
    ];
  }

  /** Lists the offered tools that no item has loaded: a turn that loaded them may have been left out. */
  declareUnloaded(): readonly ResponsesFunctionTool[] {
    const missing = [...this.current.values()].filter((tool) => !this.available.has(this.nameOf(tool)));
    return missing.map((tool) => this.convertTool(tool));
  }

  /** Whether the model can call nothing now. */
  get isEmpty(): boolean {
    return this.current.size + this.searchable.length === 0 && this.webSearch === undefined;
  }

  /** The names of the functions that can be called now. */
  get callableNames(): readonly string[] {
    return [...this.current.keys()];
  }

  /** Whether the upstream still knows a tool that the conversation has removed. */
  get hasRemoved(): boolean {
    return [...this.available.keys()].some((name) => !this.current.has(name));
  }

  private isLoadable(tool: ClientRunTool): boolean {
    return !this.available.has(this.nameOf(tool)) && (this.keepsRemoved || this.isOffered(tool));
  }

  private isOffered(tool: ClientRunTool): boolean {
    return this.current.has(this.nameOf(tool));
  }

  private nameOf(tool: ClientRunTool): string {
    const known = this.names.get(tool);
    if (known !== undefined) return known;
    const name = this.toolNames.nameForUpstream(tool.name, tool.toolset_name);
    this.names.set(tool, name);
    return name;
  }

  private mapByName(tools: readonly ClientRunTool[]): Map<string, ClientRunTool> {
    return new Map(tools.map((tool) => [this.nameOf(tool), tool]));
  }

  private convertTool(tool: ClientRunTool): ResponsesFunctionTool {
    const { strict, schema } = this.scope.profile.tools;
    const description = formatToolDescription(tool);
    const parameters = convertToolParameters(tool.input_schema, this.scope.dropped);
    return {
      type: 'function',
      name: this.nameOf(tool),
      ...(description && { description }),
      parameters: adaptSchema(parameters, schema),
      ...(strict && { strict: isStrictTool(tool, parameters) }),
    };
  }
}

/** Where a choice cannot name a tool, the tool is offered alone. */
function limitToForced(
  tools: readonly ClientRunTool[],
  choice: CreateMessageRequest['tool_choice'],
  { tools: { forcedChoices } }: ProviderProfile,
): readonly ClientRunTool[] {
  if (choice?.type !== 'tool' || forcedChoices.includes('named')) return tools;
  const forced = tools.filter(({ name }) => name === choice.name);
  return forced.length > 0 ? forced : tools;
}

import { createHash } from 'node:crypto';

const legalName = /^[A-Za-z0-9_-]{1,64}$/;

/** A tool by the name that the client uses. */
interface ToolName {
  readonly name: string;
  readonly toolset_name?: string;
}

/** Converts the tool names of a request to names that the upstream accepts, and back. */
export class ToolNames {
  /** The names of the tools offered, as the upstream knows them. */
  readonly upstreamNames: readonly string[];
  private readonly clientNames: ReadonlyMap<string, ToolName>;

  constructor(tools: readonly ToolName[]) {
    this.clientNames = new Map(
      tools.map(({ name, toolset_name }) => [
        this.nameForUpstream(name, toolset_name),
        { name, ...(toolset_name && { toolset_name }) },
      ]),
    );
    this.upstreamNames = [...this.clientNames.keys()];
  }

  nameForUpstream(clientName: string, toolsetName?: string | null): string {
    const name = sanitizeFunctionName(clientName, toolsetName);
    if (legalName.test(name)) return name;
    // The hash distinguishes names that differ only in invalid characters or after the limit.
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
    return `${name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 55)}_${hash}`;
  }

  nameForClient(name: string): ToolName {
    return this.clientNames.get(name) ?? this.clientNames.get(removeMarkup(name)) ?? { name };
  }
}

/** Removes what models for OpenAI's Harmony format leave around a name: `functions.Bash`, `Bash<|channel|>commentary`. */
function removeMarkup(name: string): string {
  const end = name.indexOf('<|');
  return (end < 0 ? name : name.slice(0, end))
    .replace(/^(?:to=)?functions\./, '')
    .replace(/:\d{1,9}$/, '')
    .trim();
}

/** Qualifies a tool's name, since toolsets can have members of the same name. */
export function sanitizeFunctionName(name: string, toolsetName?: string | null): string {
  return typeof toolsetName === 'string' && toolsetName ? `${toolsetName}__${name}` : name;
}

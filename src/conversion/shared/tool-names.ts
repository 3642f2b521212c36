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
    return this.clientNames.get(name) ?? { name };
  }
}

/** Qualifies a tool's name, since toolsets can have members of the same name. */
export function sanitizeFunctionName(name: string, toolsetName?: string | null): string {
  return typeof toolsetName === 'string' && toolsetName ? `${toolsetName}__${name}` : name;
}

const legalId = /^[A-Za-z0-9_-]{1,64}$/;
const prefix = 'toolu_b64_';

/** Encodes an upstream's tool call id so that clients accept it, reversibly: Kimi requires its `functions.Bash:0` back. */
export function toolCallIdForClient(upstreamId: string): string {
  const isLegal = legalId.test(upstreamId) && !upstreamId.startsWith(prefix);
  return isLegal ? upstreamId : prefix + Buffer.from(upstreamId).toString('base64url');
}

// Some servers reject longer foreign ids (openclaw#31934); an upstream accepts its own.
const maxForeignLength = 64;

/** Restores the id that the upstream gave to a call; one that is empty, or too long for this upstream, is hashed. */
export function toolCallIdForUpstream(clientId: string, maxLength = Infinity): string {
  const isOwn = clientId.startsWith(prefix);
  const id = isOwn ? Buffer.from(clientId.slice(prefix.length), 'base64url').toString() : clientId;
  const isTaken = id !== '' && id.length <= maxLength && (isOwn || id.length <= maxForeignLength);
  return isTaken ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

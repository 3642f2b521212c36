import type { JsonSchema } from '../../../protocol/anthropic/request.js';

/** The description and schema of a tool that Anthropic defines. Other models do not know them. */
export interface ClientTool {
  readonly description: string;
  readonly input_schema: JsonSchema;
}

/** A family of tools that is declared by its type alone. */
export interface ClientToolset {
  /** The value of `toolset_name` in tool calls. */
  readonly name: string;
  readonly members: Readonly<Record<string, ClientTool>>;
  /** Members that are offered only when their config enables them. */
  readonly optInMembers: ReadonlySet<string>;
}

import type { JsonSchema } from '../../../protocol/anthropic/request.js';

/** The description and schema of a tool that only Anthropic's models know without them. */
export interface ClientTool {
  readonly description: string;
  readonly input_schema: JsonSchema;
}

/** A family of tools that is declared by its type alone. */
export interface ClientToolset {
  /** What clients find in `toolset_name`. */
  readonly name: string;
  readonly members: Readonly<Record<string, ClientTool>>;
  /** Members that are offered only when their config enables them. */
  readonly optInMembers: ReadonlySet<string>;
}

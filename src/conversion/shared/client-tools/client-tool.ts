import type { JsonSchema } from '../../../protocol/anthropic/request.js';

/** What a model has to be told of a tool that Anthropic's models know by heart. */
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

/** The tools of a request, and the choice among them. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { cacheable } from './cache-control.js';
import { anyJsonObject, enforce, list, nullable, object, optional } from './schema.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

export const toolParam = enforce(
  object(
    {
      name: enforce(Type.String({ minLength: 1 })),
      type: optional(Type.String(), { description: 'Absent, null or `custom` for the client’s own tools.' }),
      description: optional(Type.String()),
      input_schema: optional(anyJsonObject({ description: 'A JSON Schema.' })),
      strict: optional(Type.Boolean()),
      defer_loading: optional(Type.Boolean()),
      input_examples: optional(list(Type.Unknown())),
      display_width_px: optional(Type.Number(), { description: 'Of computer tools.' }),
      display_height_px: optional(Type.Number(), { description: 'Of computer tools.' }),
      enable_zoom: optional(Type.Boolean(), { description: 'Of computer tools.' }),
      ...cacheable,
    },
    {
      $id: 'Tool',
      description:
        'A tool of the client, or one that Anthropic defines and the client runs (`bash_20250124`, …). Tools that run on Anthropic’s servers are left out.',
    },
  ),
);
export type ToolParam = Static<typeof toolParam>;

const toolsetMemberConfig = object({ enabled: optional(Type.Boolean()) });
export type ToolsetMemberConfig = Static<typeof toolsetMemberConfig>;

export const toolsetParam = object(
  {
    type: Type.Enum(['computer_toolset_20260801', 'browser_toolset_20260801']),
    configs: optional(
      Type.Unsafe<Readonly<Record<string, ToolsetMemberConfig | null>>>({
        type: 'object',
        additionalProperties: nullable(toolsetMemberConfig),
      }),
    ),
  },
  { $id: 'Toolset', description: 'Declares all tools of a family.' },
);
export type ToolsetParam = Static<typeof toolsetParam>;

export const tools = list(enforce(Type.Union([toolParam, toolsetParam])));

const parallelism = { disable_parallel_tool_use: optional(Type.Boolean()) };

export const toolChoice = Type.Union(
  [
    object({ type: enforce(Type.Enum(['auto', 'any'])), ...parallelism }),
    object({ type: enforce(Type.Literal('tool')), name: Type.String(), ...parallelism }),
    object({ type: enforce(Type.Literal('none')) }),
  ],
  { $id: 'ToolChoice' },
);
export type ToolChoice = Static<typeof toolChoice>;

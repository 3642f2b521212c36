/** Blocks of tools that run on Anthropic's servers. The model receives them as text. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { cacheable } from './cache-control.js';
import { object } from './schema.js';

export const serverToolUseBlockParam = object(
  {
    type: Type.Enum(['server_tool_use', 'mcp_tool_use']),
    id: Type.String(),
    name: Type.String(),
    input: Type.Optional(Type.Unknown()),
    ...cacheable,
  },
  { $id: 'ServerToolUseBlockParam', description: 'An earlier call of a tool that runs on Anthropic’s servers.' },
);
export type ServerToolUseBlockParam = Static<typeof serverToolUseBlockParam>;

export const serverToolResultBlockParam = object(
  {
    type: Type.Enum([
      'web_search_tool_result',
      'web_fetch_tool_result',
      'code_execution_tool_result',
      'bash_code_execution_tool_result',
      'text_editor_code_execution_tool_result',
      'tool_search_tool_result',
      'mcp_tool_result',
    ]),
    tool_use_id: Type.String(),
    content: Type.Optional(Type.Unknown()),
    ...cacheable,
  },
  { $id: 'ServerToolResultBlockParam', description: 'The result of such a call.' },
);
export type ServerToolResultBlockParam = Static<typeof serverToolResultBlockParam>;

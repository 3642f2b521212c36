import type { ToolParam, ToolsetParam } from '../../../protocol/anthropic/request.js';
import { bash } from './bash.js';
import { browserToolset } from './browser-toolset.js';
import type { ClientTool, ClientToolset } from './client-tool.js';
import { computerToolset } from './computer-toolset.js';
import { buildComputer, buildFirstComputer } from './computer.js';
import { memory } from './memory.js';
import { textEditor, textEditorWithUndo } from './text-editor.js';

/** Describes a tool that Anthropic defines and the client runs; undefined for any other. */
export function convertClientTool(tool: ToolParam): ClientTool | undefined {
  switch (tool.type) {
    case 'bash_20241022':
    case 'bash_20250124':
      return bash;
    case 'text_editor_20241022':
    case 'text_editor_20250124':
      return textEditorWithUndo;
    case 'text_editor_20250429':
    case 'text_editor_20250728':
      return textEditor;
    case 'memory_20250818':
      return memory;
    case 'computer_20241022':
      return buildFirstComputer(tool);
    case 'computer_20250124':
    case 'computer_20251124':
      return buildComputer(tool);
    default:
      return undefined;
  }
}

/** The toolsets by the type that declares them. */
export const clientToolsets: Readonly<Record<ToolsetParam['type'], ClientToolset>> = {
  computer_toolset_20260801: computerToolset,
  browser_toolset_20260801: browserToolset,
};

/** Recognises the declaration of a toolset, which has a type but no name. */
export function isToolset(declaration: { readonly type?: unknown }): declaration is ToolsetParam {
  return typeof declaration.type === 'string' && Object.hasOwn(clientToolsets, declaration.type);
}

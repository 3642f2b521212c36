import type { ToolParam } from '../../../protocol/anthropic/messages.js';
import { bash } from './bash.js';
import type { ClientTool } from './client-tool.js';
import { toComputer, toFirstComputer } from './computer.js';
import { memory } from './memory.js';
import { textEditor, textEditorWithUndo } from './text-editor.js';

/** Describes a tool that Anthropic defines and the client runs; undefined for any other. */
export function toClientTool(tool: ToolParam): ClientTool | undefined {
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
      return toFirstComputer(tool);
    case 'computer_20250124':
    case 'computer_20251124':
      return toComputer(tool);
    default:
      return undefined;
  }
}

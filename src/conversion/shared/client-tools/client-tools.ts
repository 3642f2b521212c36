import type { JsonSchema, ToolParam, ToolsetParam } from '../../../protocol/anthropic/request.js';
import { browserToolset } from './browser-toolset.js';
import { computerToolset } from './computer-toolset.js';
import { buildComputer, buildFirstComputer } from './computer.js';
import type { ClientTool, ClientToolset } from './client-tool.js';

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

/** The tool of bash_20241022 and bash_20250124, as documented by Anthropic (agents-and-tools/tool-use/bash-tool). */
const bash: ClientTool = {
  description:
    'Runs a command in a bash shell. The session persists: the working directory, environment variables and files are ' +
    'still there at the next call. Commands cannot be interactive. Restart the session when it hangs.',
  input_schema: {
    type: 'object',
    properties: {
      command: { type: 'string', description: 'The command to run. Required unless the session is restarted.' },
      restart: { type: 'boolean', description: 'True restarts the session instead of running a command.' },
    },
  },
};

/** The tool of memory_20250818, as typed by Anthropic's SDK (BetaMemoryTool20250818Command). */
const memory: ClientTool = {
  description:
    'Keeps notes in files under /memories that outlive the conversation. View the directory before a task for what ' +
    'earlier work has left there, and save progress and findings while working: the context may be cut off at any time.',
  input_schema: {
    type: 'object',
    properties: {
      command: {
        type: 'string',
        enum: ['view', 'create', 'str_replace', 'insert', 'delete', 'rename'],
        description:
          'view lists a directory or shows a file; create writes a file; str_replace replaces a text in a file; insert ' +
          'adds lines to a file; delete removes a file or directory; rename moves it.',
      },
      path: {
        type: 'string',
        description: 'For all commands but rename: the file or directory, beginning with /memories.',
      },
      view_range: {
        type: 'array',
        items: { type: 'integer' },
        minItems: 2,
        maxItems: 2,
        description: 'For view, optional: the first and the last line to show.',
      },
      file_text: { type: 'string', description: 'For create: the content of the file.' },
      old_str: { type: 'string', description: 'For str_replace: the text to replace.' },
      new_str: { type: 'string', description: 'For str_replace: the text to put in its place.' },
      insert_line: {
        type: 'integer',
        description: 'For insert: the number of the line to insert behind; 0 is the beginning of the file.',
      },
      insert_text: { type: 'string', description: 'For insert: the text to insert.' },
      old_path: { type: 'string', description: 'For rename: the present path.' },
      new_path: { type: 'string', description: 'For rename: the new path.' },
    },
    required: ['command'],
  },
};

// As documented by Anthropic (agents-and-tools/tool-use/text-editor-tool).
const properties: JsonSchema = {
  path: { type: 'string', description: 'The absolute path of the file; for view, of a file or directory.' },
  view_range: {
    type: 'array',
    items: { type: 'integer' },
    minItems: 2,
    maxItems: 2,
    description: 'For view, optional: the first and the last line to show; -1 as the last is the end of the file.',
  },
  file_text: { type: 'string', description: 'For create: the content of the file.' },
  old_str: { type: 'string', description: 'For str_replace: the text to replace, exactly as it stands in the file.' },
  insert_line: {
    type: 'integer',
    description: 'For insert: the number of the line to insert behind; 0 is the beginning of the file.',
  },
};

const description =
  'Views, creates and edits text files. Commands: view shows a file with line numbers, or lists a directory; create ' +
  'writes a file; str_replace replaces a text that occurs exactly once in the file; insert adds text after a line';

/** The tool of text_editor_20241022 and text_editor_20250124. */
const textEditorWithUndo: ClientTool = {
  description: `${description}; undo_edit takes back the last edit of the file.`,
  input_schema: {
    type: 'object',
    properties: {
      command: { type: 'string', enum: ['view', 'create', 'str_replace', 'insert', 'undo_edit'] },
      ...properties,
      new_str: { type: 'string', description: 'For str_replace: the new text. For insert: the text to insert.' },
    },
    required: ['command', 'path'],
  },
};

/** The tool of text_editor_20250429 and text_editor_20250728. */
const textEditor: ClientTool = {
  description: `${description}.`,
  input_schema: {
    type: 'object',
    properties: {
      command: { type: 'string', enum: ['view', 'create', 'str_replace', 'insert'] },
      ...properties,
      new_str: { type: 'string', description: 'For str_replace: the new text.' },
      // Its name in the calls of Anthropic's models, whatever the documentation said at first (anthropic-sdk-python#1155).
      insert_text: { type: 'string', description: 'For insert: the text to insert.' },
    },
    required: ['command', 'path'],
  },
};

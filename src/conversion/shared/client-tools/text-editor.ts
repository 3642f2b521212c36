import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { ClientTool } from './client-tool.js';

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
  'writes a file; str_replace replaces a text that occurs exactly once in the file; insert adds text behind a line';

/** The tool of text_editor_20241022 and text_editor_20250124. */
export const textEditorWithUndo: ClientTool = {
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
export const textEditor: ClientTool = {
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

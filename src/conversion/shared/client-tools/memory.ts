import type { ClientTool } from './client-tool.js';

/** The tool of memory_20250818, as typed by Anthropic's SDK (BetaMemoryTool20250818Command). */
export const memory: ClientTool = {
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

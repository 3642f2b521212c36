import type { ClientTool } from './client-tool.js';

/** The tool of bash_20241022 and bash_20250124, as documented by Anthropic (agents-and-tools/tool-use/bash-tool). */
export const bash: ClientTool = {
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

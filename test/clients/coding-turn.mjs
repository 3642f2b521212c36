// @ts-check
/** Scripts a coding agent that reads, writes, edits and runs files with the tools of Claude Code. */
import { allText, folderOf } from './read-request.mjs';

/**
 * The next response in a conversation whose prompt names a folder with a file notes.txt.
 * @param {import('./chat-server.mjs').ChatRequest} request
 * @returns {import('./chat-server.mjs').Reply}
 */
export function codingTurn(request) {
  const { messages } = request;
  const folder = folderOf(request);
  const notes = `${folder}/notes.txt`;
  switch (messages.filter(({ tool_calls: calls }) => calls).length) {
    case 0:
      return {
        text: 'I read the notes and write a proof.',
        calls: [
          { name: 'Read', input: { file_path: notes } },
          { name: 'Write', input: { file_path: `${folder}/proof.txt`, content: 'Grüße, “proof” \\ 1\n' } },
        ],
      };
    case 1:
      return {
        calls: [{ name: 'Edit', input: { file_path: notes, old_string: 'old words', new_string: 'new words' } }],
      };
    case 2:
      return {
        text: 'Now I look at both.',
        calls: [{ name: 'Bash', input: { command: 'cat notes.txt proof.txt', description: 'Show both files' } }],
      };
    default:
      return {
        text: `The command printed: ${allText(messages.findLast(({ role }) => role === 'tool') ?? { role: 'tool' })}`,
      };
  }
}

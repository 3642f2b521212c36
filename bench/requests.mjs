// @ts-check
/** The benchmark's requests: a small one, a recorded Claude Code request, and one of any size. */
import { readFileSync } from 'node:fs';

/** @type {(text: string) => unknown} */
const parse = JSON.parse;

const model = 'claude-sonnet-5-5';

export const small = {
  model,
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
};

/**
 * @typedef {{ role: string, content: unknown }} Turn
 * @typedef {{ model: string, max_tokens: number, messages: Turn[] }} Body
 */

/** A recorded Claude Code request with its tools, its conversation extended to 120 KB. */
export function claudeCode() {
  const recording = new URL('../test/fixtures/claude-code/tool-roundtrip.json', import.meta.url);
  const { requests } = /** @type {{ requests: { body: Body }[] }} */ (parse(readFileSync(recording, 'utf8')));
  const body = /** @type {Body} */ (requests.at(-1)?.body);
  const messages = [...body.messages];
  for (let size = JSON.stringify(body).length; size < 120_000;) {
    const turns = toolTurns(messages.length);
    messages.push(...turns);
    size += JSON.stringify(turns).length;
  }
  return { ...body, model, messages, stream: false };
}

/**
 * @param {number} number
 * @returns {Turn[]}
 */
function toolTurns(number) {
  const id = `toolu_${String(number).padStart(24, '0')}`;
  const input = { file_path: `/home/user/project/src/module-${number}.ts`, offset: 1, limit: 40 };
  const line = '    12→  const { message = "", ...fields } = entry; // „what it says“\n';
  return [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: `I read module ${number} next.` },
        { type: 'tool_use', id, name: 'Read', input },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: line.repeat(30) }] },
  ];
}

/**
 * A conversation of the given size.
 * @param {number} bytes
 */
export function ofSize(bytes) {
  const text = 'A line of a file that the user asks a question about.\n'.repeat(Math.min(40, Math.ceil(bytes / 60)));
  const turn = [
    { role: 'user', content: [{ type: 'text', text }] },
    { role: 'assistant', content: [{ type: 'text', text: 'I see.' }] },
  ];
  const count = Math.max(1, Math.round(bytes / JSON.stringify(turn).length));
  const messages = Array.from({ length: count }, () => turn).flat();
  return { ...small, messages: [...messages, { role: 'user', content: 'Go on.' }] };
}

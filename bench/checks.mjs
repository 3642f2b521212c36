// @ts-check
/** Validates responses: the first one is parsed, and every later one must equal it except for the IDs. */
import { answers } from './answers.mjs';

const IDS = /"id":"msg_\w{24}"/;

/** @type {(text: string) => unknown} */
const parse = JSON.parse;

/** @typedef {{ content?: { text?: string }[], stop_reason?: string }} Message */
/** @typedef {{ type: string, delta?: { text?: string, stop_reason?: string } }} StreamEvent */

/**
 * @param {import('./answers.mjs').AnswerName} name the upstream's response
 * @param {boolean} isConverted false for the pass-through
 * @returns {(reply: string) => void}
 */
export function checkerOf(name, isConverted) {
  const { parts, text } = answers[name];
  let expected = isConverted ? undefined : parts.join('');
  return (reply) => {
    const plain = isConverted ? reply.replace(IDS, '') : reply;
    if (expected === undefined && textOf(reply) === text) expected = plain;
    if (plain !== expected) throw new Error(`A response differs from what the upstream sent:\n${reply.slice(0, 1000)}`);
  };
}

/** @param {string} reply */
function textOf(reply) {
  if (reply.startsWith('{')) {
    const { content, stop_reason } = /** @type {Message} */ (parse(reply));
    return stop_reason === 'end_turn' ? content?.[0]?.text : undefined;
  }
  const events = reply
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => /** @type {StreamEvent} */ (parse(line.slice(6))));
  const hasEnded = events.at(-1)?.type === 'message_stop' && events.at(-2)?.delta?.stop_reason === 'end_turn';
  return hasEnded ? events.map(({ delta }) => delta?.text ?? '').join('') : undefined;
}

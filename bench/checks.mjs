// @ts-check
/** Validates responses: the first one is parsed, and every later one must equal it except for the IDs. */
import { responses } from './responses.mjs';

const IDS = /"id":"msg_\w{24}"/;

/** @type {(text: string) => unknown} */
const parse = JSON.parse;

/** @typedef {{ content?: { text?: string }[], stop_reason?: string }} Message */
/** @typedef {{ type: string, delta?: { text?: string, stop_reason?: string } }} StreamEvent */

/**
 * @param {import('./responses.mjs').ResponseName} name the upstream's response
 * @param {boolean} isConverted false for the pass-through
 * @returns {(response: string) => void}
 */
export function checkerOf(name, isConverted) {
  const { parts, text } = responses[name];
  let expected = isConverted ? undefined : parts.join('');
  return (response) => {
    const plain = isConverted ? response.replace(IDS, '') : response;
    if (expected === undefined && textOf(response) === text) expected = plain;
    if (plain !== expected)
      throw new Error(`A response differs from what the upstream sent:\n${response.slice(0, 1000)}`);
  };
}

/** @param {string} response */
function textOf(response) {
  if (response.startsWith('{')) {
    const { content, stop_reason } = /** @type {Message} */ (parse(response));
    return stop_reason === 'end_turn' ? content?.[0]?.text : undefined;
  }
  const events = response
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => /** @type {StreamEvent} */ (parse(line.slice(6))));
  const hasEnded = events.at(-1)?.type === 'message_stop' && events.at(-2)?.delta?.stop_reason === 'end_turn';
  return hasEnded ? events.map(({ delta }) => delta?.text ?? '').join('') : undefined;
}

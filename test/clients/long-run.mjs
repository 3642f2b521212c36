// @ts-check
/** A conversation of 30 turns with a tool, for clients that run their tools themselves. */
import assert from 'node:assert/strict';
import { allText } from './read-request.mjs';

const turns = 30;

/** @type {import('./scenarios.mjs').Scenario} */
export const longRun = {
  name: 'long-run',
  column: 'Long run',
  meaning: `A conversation of ${turns} turns with a tool, each on a random replica of the proxy.`,
  answer: ({ messages }) => {
    const results = messages.filter(({ role }) => role === 'tool').map(allText);
    if (results.length === turns) return { text: results.join(', ') };
    return { calls: [{ name: 'Bash', input: { command: `echo ${results.length}`, description: 'Print a number' } }] };
  },
  verify: (received) => assert.equal(received.length, turns + 1),
};

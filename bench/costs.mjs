// @ts-check
/** The rows that measure CPU time, through either API of the upstream. */
import { claudeCode, small } from './requests.mjs';

/** @typedef {import('./responses.mjs').ResponseName} ResponseName */

/**
 * @typedef {object} Work
 * @property {ResponseName} response
 * @property {string} body
 * @property {number} count
 * @property {number} concurrency
 * @property {number} [ramp]
 */

const streamed = JSON.stringify({ ...small, stream: true });

/**
 * CPU time per request or per event.
 * @typedef {object} Cost
 * @property {string} name
 * @property {number} ratio
 * @property {number} [events]
 * @property {Work} work
 * @property {Record<string, string>} [variables] of programs that are started for this row
 * @property {'pass-through'} [base] the only other program, and the one that the ratio is to, instead of the bare one
 */

/** @type {Record<string, Cost>} */
const chatCosts = {
  small: {
    name: 'CPU per small request',
    ratio: 1.7,
    work: { response: 'completion', body: JSON.stringify(small), count: 3000, concurrency: 10 },
  },
  'claude-code': {
    name: 'CPU per 120 KB Claude Code request',
    ratio: 1.25,
    work: { response: 'completion', body: JSON.stringify(claudeCode()), count: 300, concurrency: 10 },
  },
  burst: {
    name: 'CPU per event, burst of 300',
    ratio: 1.35,
    events: 300,
    work: { response: 'burst', body: streamed, count: 300, concurrency: 10 },
  },
  packets: {
    name: 'CPU per event, one event per packet',
    ratio: 1.3,
    events: 300,
    work: { response: 'packets', body: streamed, count: 200, concurrency: 20 },
  },
};

/** The same work through the Responses API. @type {Record<string, ResponseName>} */
const responsesOf = {
  small: 'responsesWhole',
  'claude-code': 'responsesWhole',
  burst: 'responsesBurst',
  packets: 'responsesPackets',
};

/** @param {[string, Cost]} entry @returns {[string, Cost]} */
const throughResponses = ([id, { name, work, ...cost }]) => {
  const response = responsesOf[id] ?? work.response;
  const variables = { CLAUDE_PROXY_UPSTREAM_API: 'responses' };
  return [`responses-${id}`, { ...cost, name: `${name}, Responses API`, work: { ...work, response }, variables }];
};

const forwarded = /** @type {const} */ ({
  base: 'pass-through',
  variables: { CLAUDE_PROXY_UPSTREAM_API: 'messages', CLAUDE_PROXY_BIG_MODEL: small.model },
});

/** Requests and responses of a Messages upstream are forwarded: nothing but the pass-through does the same. */
/** @type {Record<string, Cost>} */
const nativeCosts = {
  'native-claude-code': {
    ...forwarded,
    name: 'CPU per 120 KB Claude Code request, Messages upstream',
    ratio: 1.15,
    work: { response: 'native', body: JSON.stringify(claudeCode()), count: 300, concurrency: 10 },
  },
  'native-burst': {
    ...forwarded,
    name: 'CPU per event, burst of 300, Messages upstream',
    ratio: 1.2,
    events: 300,
    work: { response: 'nativeBurst', body: streamed, count: 300, concurrency: 10 },
  },
  'native-packets': {
    ...forwarded,
    name: 'CPU per event, one event per packet, Messages upstream',
    ratio: 1.2,
    events: 300,
    work: { response: 'nativePackets', body: streamed, count: 200, concurrency: 20 },
  },
};

/** @type {Record<string, Cost>} */
export const costs = {
  ...chatCosts,
  ...Object.fromEntries(Object.entries(chatCosts).map(throughResponses)),
  ...nativeCosts,
};

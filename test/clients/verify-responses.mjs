// @ts-check
/** Verifies what a conversation over the Responses API keeps from turn to turn. */
import assert from 'node:assert/strict';

/** @typedef {import('../../src/protocol/openai/responses-request.js').ResponsesRequest} ResponsesRequest */

/**
 * Throws unless each turn begins with the request before it and brings back the reasoning that it received.
 * @param {import('./chat-server.mjs').Received[]} received
 */
export function verifyTurns(received) {
  received.forEach(({ body, encrypted }, index) => {
    const previous = /** @type {ResponsesRequest} */ (body);
    const next = /** @type {ResponsesRequest | undefined} */ (received[index + 1]?.body);
    // A retry, or another conversation.
    if (!next || next.input.length <= previous.input.length) return;
    const { length } = previous.input;
    assert.deepEqual(next.input.slice(0, length), previous.input, 'a turn does not begin with the request before it');
    assert.deepEqual([next.tools, next.instructions], [previous.tools, previous.instructions], 'the prompt changed');
    const returned = next.input
      .slice(length)
      .flatMap((item) => (item.type === 'reasoning' ? item.encrypted_content : []));
    assert.deepEqual(returned, encrypted, 'encrypted reasoning did not come back');
  });
}

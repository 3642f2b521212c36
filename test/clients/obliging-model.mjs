// @ts-check
/** A model that does whatever a request asks for, for test suites that bring prompts of their own. */

/**
 * @typedef {import('./chat-server.mjs').ChatRequest} ChatRequest
 * @typedef {import('./chat-server.mjs').Reply} Reply
 */

/** @type {(request: ChatRequest) => Reply} */
export const answerAnything = () => ({ text: 'Hello there.' });

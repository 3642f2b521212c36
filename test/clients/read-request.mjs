// @ts-check
/** Reads parts of the requests that the provider received. */

/**
 * @typedef {import('./chat-server.mjs').ChatRequest} ChatRequest
 * @typedef {import('./chat-server.mjs').ChatMessage} ChatMessage
 */

/**
 * The text of a message.
 * @param {ChatMessage} message
 */
export function allText({ content }) {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join('\n');
}

/**
 * The pictures of a request.
 * @param {ChatRequest} request
 */
export function imageUrls({ messages }) {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  return parts.flatMap(({ image_url: image }) => image?.url ?? []);
}

/**
 * The full name of a tool. Some clients prefix it with the name of a server.
 * @param {ChatRequest} request
 * @param {string} name
 */
export function findTool({ tools = [] }, name) {
  return tools.map((tool) => tool.function.name).find((offered) => offered.endsWith(name));
}

/**
 * The scenario that a conversation plays.
 * @param {ChatRequest} request
 */
export function scenarioOf({ messages }) {
  return /scenario:([a-z0-9-]+)/.exec(messages.map(allText).join('\n'))?.[1];
}

/**
 * The folder that the prompt of a coding agent names.
 * @param {ChatRequest} request
 */
export function folderOf({ messages }) {
  return /in the folder (\/[\w./-]*\w)/.exec(messages.map(allText).join('\n'))?.[1] ?? '';
}

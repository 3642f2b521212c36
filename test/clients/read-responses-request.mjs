// @ts-check
/** Reads requests of the Responses API in the form of Chat Completions. */

/**
 * @typedef {import('./chat-server.mjs').ChatRequest} ChatRequest
 * @typedef {import('./chat-server.mjs').ChatMessage} ChatMessage
 * @typedef {import('./chat-server.mjs').Part} Part
 * @typedef {import('../../src/protocol/openai/responses-request.js').ResponsesRequest} ResponsesRequest
 * @typedef {import('../../src/protocol/openai/responses-request.js').ResponsesInputItem} ResponsesInputItem
 * @typedef {import('../../src/protocol/openai/responses-request.js').ResponsesContentPart} ResponsesContentPart
 * @typedef {import('../../src/protocol/openai/responses-request.js').ResponsesTool} ResponsesTool
 */

/**
 * @param {object} body
 * @returns {ChatRequest}
 */
export function readResponsesRequest(body) {
  const { model, instructions, input, tools = [], text, reasoning, stream } = /** @type {ResponsesRequest} */ (body);
  const format = text?.format;
  const later = input.flatMap((item) => (item.type === 'additional_tools' ? item.tools : []));
  return {
    model,
    messages: [...(instructions === undefined ? [] : [{ role: 'system', content: instructions }]), ...readItems(input)],
    ...(tools.length + later.length > 0 && { tools: [...tools, ...later].flatMap(readTool) }),
    ...(format?.type === 'json_schema' && { response_format: { type: format.type, json_schema: format } }),
    ...(reasoning && { reasoning }),
    ...(stream && { stream }),
  };
}

/** @param {readonly ResponsesInputItem[]} items */
function readItems(items) {
  /** @type {ChatMessage[]} */
  const none = [];
  return items.reduce(addItem, none);
}

/**
 * Text, reasoning and calls of one turn of the assistant are one message.
 * @param {ChatMessage[]} messages
 * @param {ResponsesInputItem} item
 * @returns {ChatMessage[]}
 */
function addItem(messages, item) {
  const message = readItem(item);
  const last = messages.at(-1);
  if (!message) return messages;
  if (message.role !== 'assistant' || last?.role !== 'assistant') return [...messages, message];
  return [...messages.slice(0, -1), { ...last, ...message, ...joinLists(last, message) }];
}

/**
 * @param {ChatMessage} first
 * @param {ChatMessage} second
 */
function joinLists(first, second) {
  const calls = [first, second].flatMap(({ tool_calls = [] }) => tool_calls);
  const details = [first, second].flatMap(({ reasoning_details = [] }) => reasoning_details);
  return {
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

/**
 * @param {ResponsesInputItem} item
 * @returns {ChatMessage | undefined}
 */
function readItem(item) {
  switch (item.type) {
    case 'message':
      return { role: item.role, content: readContent(item.content) };
    case 'reasoning': {
      const { encrypted_content: signature = '' } = item;
      const text = Buffer.from(signature, 'base64').toString();
      return { role: 'assistant', reasoning_details: [{ text, signature }] };
    }
    case 'function_call': {
      const { call_id: id, name, arguments: input } = item;
      return { role: 'assistant', tool_calls: [{ id, function: { name, arguments: input } }] };
    }
    case 'function_call_output':
      return { role: 'tool', tool_call_id: item.call_id, content: readContent(item.output) };
    default:
      return undefined;
  }
}

/**
 * @param {string | readonly ResponsesContentPart[]} content
 * @returns {string | Part[]}
 */
function readContent(content) {
  if (typeof content === 'string') return content;
  return content.map((part) => {
    if (part.type === 'input_image') return { type: 'image_url', image_url: { url: part.image_url } };
    return part.type === 'input_text' ? { type: 'text', text: part.text } : { type: 'file' };
  });
}

/** @param {ResponsesTool} tool */
function readTool(tool) {
  if (tool.type !== 'function') return [];
  const { name, description, parameters } = tool;
  return [{ function: { name, ...(description !== undefined && { description }), parameters } }];
}

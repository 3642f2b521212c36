// @ts-check
/** The scripted model: it calls a tool that matches the question, reports the tool's result, or otherwise echoes the prompt. */
import { randomBytes } from 'node:crypto';

/**
 * @typedef {{ type?: string, enum?: unknown[], properties?: Record<string, Schema>, required?: string[] }} Schema
 * @typedef {{ function: { name: string, parameters?: Schema } }} Tool
 * @typedef {{ role: string, content?: string | { type: string, text?: string }[] | null }} ChatMessage
 * @typedef {object} ChatRequest
 * @property {string} model
 * @property {ChatMessage[]} messages
 * @property {Tool[]} [tools]
 * @property {string | { function: { name: string } }} [tool_choice]
 * @property {number} [max_tokens]
 * @property {number} [max_completion_tokens]
 * @property {boolean} [stream]
 * @property {{ include_usage?: boolean }} [stream_options]
 *
 * @typedef {object} ScriptedResponse
 * @property {string} model
 * @property {string[]} words
 * @property {{ id: string, type: 'function', function: { name: string, arguments: string } }} [toolCall]
 * @property {'stop' | 'tool_calls' | 'length'} finishReason
 * @property {{ prompt_tokens: number, completion_tokens: number, total_tokens: number }} usage
 */

/**
 * Creates the response to one request.
 * @param {ChatRequest} request
 * @returns {ScriptedResponse}
 */
export function createScriptedResponse(request) {
  const tool = selectTool(request);
  const allWords = createText(request, tool).match(/\S+\s*/gu) ?? [];
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  const words = allWords.slice(0, limit);
  const isCut = words.length < allWords.length;
  const toolCall = tool && !isCut ? createToolCall(tool, lastText(request, 'user')) : undefined;
  return {
    model: request.model,
    words,
    ...(toolCall && { toolCall }),
    finishReason: isCut ? 'length' : toolCall ? 'tool_calls' : 'stop',
    usage: estimateUsage(request, words.length + (toolCall ? 12 : 0)),
  };
}

/**
 * @param {ChatRequest} request
 * @param {Tool | undefined} tool
 */
function createText(request, tool) {
  if (tool) return `I do not have this information, so I will call the tool ${tool.function.name}.`;
  if (request.messages.at(-1)?.role === 'tool')
    return `The tool returned: ${describeResult(lastText(request, 'tool'))}`;
  return `This is a scripted response from the model ${request.model}. You wrote: "${lastText(request, 'user')}"`;
}

/**
 * Selects the tool to call: none after a tool result; the forced tool; or one whose name shares a word with the question.
 * @param {ChatRequest} request
 */
function selectTool({ messages, tools = [], tool_choice: choice = 'auto' }) {
  if (choice === 'none' || messages.at(-1)?.role === 'tool') return undefined;
  if (typeof choice === 'object') return tools.find((tool) => tool.function.name === choice.function.name);
  if (choice === 'required') return tools[0];
  const question = lastText({ messages }, 'user').toLowerCase();
  return tools.find(({ function: { name } }) =>
    name.split(/[_-]/).some((word) => word.length > 4 && question.includes(word.toLowerCase())),
  );
}

/**
 * @param {Tool} tool
 * @param {string} question
 * @returns {ScriptedResponse['toolCall']}
 */
function createToolCall({ function: { name, parameters = {} } }, question) {
  const id = `call_${randomBytes(12).toString('hex')}`;
  return { id, type: 'function', function: { name, arguments: JSON.stringify(createValue(parameters, question)) } };
}

/**
 * Creates a value that matches the schema. Strings and numbers come from the question, as in "the weather in Paris".
 * @param {Schema} schema
 * @param {string} question
 * @returns {unknown}
 */
function createValue(schema, question) {
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'string':
      return /\b(?:in|of|for|at) (\p{Lu}\p{L}+)/u.exec(question)?.[1] ?? question;
    case 'integer':
    case 'number':
      return Number(/\b\d+\b/.exec(question)?.[0] ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return [];
    default: {
      const properties = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key));
      return Object.fromEntries(properties.map(([key, property]) => [key, createValue(property, question)]));
    }
  }
}

/**
 * Describes a tool result: an object as name-value pairs, anything else unchanged.
 * @param {string} result
 */
function describeResult(result) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(result));
    if (typeof value !== 'object' || value === null) return result;
    const pairs = Object.entries(value).map(([name, fact]) => `${name} ${String(fact)}`);
    return `${pairs.join(', ')}.`;
  } catch {
    return result;
  }
}

/**
 * @param {Pick<ChatRequest, 'messages'>} request
 * @param {string} role
 */
function lastText({ messages }, role) {
  const content = messages.findLast((message) => message.role === role)?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join(' ');
}

/**
 * @param {ChatRequest} request
 * @param {number} completionTokens
 */
function estimateUsage({ messages, tools = [] }, completionTokens) {
  const promptTokens = Math.ceil(JSON.stringify([messages, tools]).length / 4);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

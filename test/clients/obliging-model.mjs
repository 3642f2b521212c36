// @ts-check
/** A scripted model that follows the request, for test suites with their own prompts. */
import { createScriptedResponse } from '../../demo/scripted-response.mjs';

/**
 * @typedef {import('./chat-server.mjs').ChatRequest} ChatRequest
 * @typedef {import('./chat-server.mjs').Reply} Reply
 */

/** @type {(json: string) => object} */
const parseInput = JSON.parse;

/**
 * Calls a matching tool, creates a value for a schema, or responds with a sentence.
 * @param {ChatRequest} request
 * @returns {Reply}
 */
export function answerAnything(request) {
  const schema = request.response_format?.json_schema?.schema;
  if (schema) return { text: fillIn(request, schema) };
  const { words, toolCall } = createScriptedResponse(request);
  const calls = toolCall ? [{ name: toolCall.function.name, input: parseInput(toolCall.function.arguments) }] : [];
  return { text: words.join(''), calls };
}

/**
 * @param {ChatRequest} request
 * @param {object} parameters
 */
function fillIn({ model, messages }, parameters) {
  const form = { name: 'form', parameters };
  const { toolCall } = createScriptedResponse({
    model,
    messages,
    tools: [{ function: form }],
    tool_choice: { function: form },
  });
  return toolCall?.function.arguments ?? '{}';
}

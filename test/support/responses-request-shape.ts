type Fields = Readonly<Record<string, unknown>>;

const FORBIDDEN: readonly string[] = [
  ...['previous_response_id', 'conversation', 'background', 'truncation', 'context_management', 'prompt', 'metadata'],
  ...['user', 'stop', 'top_k', 'prompt_cache_retention', 'max_tokens', 'messages', 'response_format', 'system'],
];

/** Throws unless OpenAI's Responses API could read the request without state of its own. */
export function checkResponsesRequest(request: object): void {
  const body = request as Fields & { readonly input: readonly Fields[] };
  if (body.store !== false) throw new Error('The upstream would keep the response');
  for (const field of FORBIDDEN) if (field in body) throw new Error(`${field} must not be sent`);
  if (hasId(body.input)) throw new Error('An item with an id');
  if (typeof body.max_output_tokens !== 'number' || body.max_output_tokens < 16) throw new Error('Too few tokens');
  checkTools(body);
  checkPairs(body.input);
  checkReasoning(body.input);
  for (const item of body.input) checkItem(item);
}

function hasId(items: readonly Fields[]): boolean {
  return items.some((item) => 'id' in item || 'status' in item);
}

function checkTools({ tools, tool_choice, parallel_tool_calls }: Fields): void {
  if (tools === undefined) {
    if (tool_choice !== undefined || parallel_tool_calls !== undefined) throw new Error('A choice without tools');
    return;
  }
  const functions = (tools as readonly Fields[]).filter(({ type }) => type === 'function');
  for (const tool of functions) checkFunction(tool);
  const names = functions.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Error('Two tools of a name');
}

function checkFunction({ name, strict, parameters }: Fields): void {
  if (typeof strict !== 'boolean') throw new Error('strict is not said');
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new Error(`Illegal name ${String(name)}`);
  const { type, properties } = parameters as Fields;
  // llama.cpp takes empty properties for a tool without arguments, so its profile leaves them out.
  const isObject = properties === undefined || (typeof properties === 'object' && properties !== null);
  if (type == null || !isObject) throw new Error('Parameters that are not an object');
}

/** Every call has exactly one output, before the user says anything else, and every output has a call. */
function checkPairs(items: readonly Fields[]): void {
  const open = new Set<unknown>();
  for (const item of items) {
    if (item.type === 'function_call') {
      if (open.has(item.call_id)) throw new Error('Two calls with the same id');
      open.add(item.call_id);
    } else if (item.type === 'function_call_output') {
      if (!open.delete(item.call_id)) throw new Error('No tool call found for function call output');
    } else if (item.role === 'user' && open.size > 0) {
      throw new Error('No tool output found for function call');
    }
  }
  if (open.size > 0) throw new Error('No tool output found for function call');
}

/** Reasoning is followed by more reasoning, or by text or a call of the model. */
function checkReasoning(items: readonly Fields[]): void {
  items.forEach(({ type }, index) => {
    const next = items[index + 1];
    const isFollowed = next?.type === 'reasoning' || next?.type === 'function_call' || next?.role === 'assistant';
    if (type === 'reasoning' && !isFollowed) throw new Error('Reasoning without its required following item');
  });
}

function checkItem({ type, role, content, call_id, arguments: text, output }: Fields): void {
  if (type === 'message' && role === 'assistant' && (typeof content !== 'string' || content.trim() === '')) {
    throw new Error('A blank message of the assistant');
  }
  if (type === 'message' && role !== 'assistant' && !(Array.isArray(content) && content.length > 0)) {
    throw new Error('An empty message');
  }
  if (call_id !== undefined && !(typeof call_id === 'string' && call_id !== '' && call_id.length <= 64)) {
    throw new Error('An illegal call id');
  }
  if (type === 'function_call') JSON.parse(text as string);
  if (type === 'function_call_output' && typeof output !== 'string' && !Array.isArray(output)) {
    throw new Error('An illegal output');
  }
}

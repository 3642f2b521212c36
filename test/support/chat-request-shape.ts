import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

const ANTHROPIC_ONLY: readonly string[] = [
  ...['system', 'output_config', 'context_management', 'metadata', 'mcp_servers', 'container'],
  ...['stop_sequences', 'anthropic_version', 'input_schema', 'betas'],
];

/** Throws unless a Chat Completions server could read the request: what all of them have in common. */
export function checkChatRequest(request: unknown): void {
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(request)), request)) throw new Error('The request is not JSON');
  const chat = request as Fields & { readonly messages: readonly Fields[] };
  if (typeof chat.model !== 'string' || chat.model === '') throw new Error('No model');
  if ('max_tokens' in chat && 'max_completion_tokens' in chat) throw new Error('Two token limits');
  for (const field of ANTHROPIC_ONLY) if (field in chat) throw new Error(`${field} is for Anthropic only`);
  checkTools(chat);
  checkStop(chat.stop);
  checkMessages(chat.messages);
}

function checkTools({ tools, tool_choice, parallel_tool_calls }: Fields): void {
  if (tools === undefined) {
    if (tool_choice !== undefined || parallel_tool_calls !== undefined) throw new Error('A choice without tools');
    return;
  }
  const names = (tools as readonly { function: { name: string; parameters: Fields } }[]).map((tool) => {
    checkName(tool.function.name);
    if (tool.function.parameters.type == null) throw new Error('Parameters without a type');
    return tool.function.name;
  });
  if (names.length === 0 || new Set(names).size < names.length) throw new Error('No tools, or two of a name');
}

function checkName(name: unknown): void {
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new Error(`Illegal name ${String(name)}`);
}

function checkStop(stop: unknown): void {
  if (stop === undefined) return;
  const isLegal =
    Array.isArray(stop) && stop.length > 0 && stop.every((text) => typeof text === 'string' && text !== '');
  if (!isLegal) throw new Error(`Illegal stop ${JSON.stringify(stop)}`);
}

/** Every call is answered, in order, before anything else is said. */
function checkMessages(messages: readonly Fields[]): void {
  if (messages.length === 0) throw new Error('No messages');
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool') {
      if (open.shift() !== message.tool_call_id) throw new Error('A result out of order');
      checkContent(message);
      continue;
    }
    if (open.length > 0) throw new Error('A call without a result');
    if (message.role === 'assistant') open = toCallIds(message);
    else checkContent(message);
  }
  if (open.length > 0) throw new Error('A call without a result');
}

function toCallIds({ tool_calls, content }: Fields): string[] {
  if (tool_calls === undefined && typeof content !== 'string' && !Array.isArray(content))
    throw new Error('Says nothing');
  const calls = (tool_calls ?? []) as readonly { id: string; type: string; function: Fields }[];
  for (const { id, type, function: called } of calls) {
    if (typeof id !== 'string' || id === '' || type !== 'function') throw new Error('An illegal call');
    checkName(called.name);
    JSON.parse(called.arguments as string);
  }
  return [...new Set(calls.map(({ id }) => id))];
}

function checkContent({ role, content }: Fields): void {
  if (typeof content === 'string' && (content !== '' || role === 'tool')) return;
  if (!Array.isArray(content) || content.length === 0) throw new Error(`Nothing said by ${String(role)}`);
  for (const part of content as readonly Fields[]) {
    if (part.type === 'text' && part.text === '') throw new Error('An empty text');
    if (typeof part.type !== 'string') throw new Error('A part without a type');
  }
}

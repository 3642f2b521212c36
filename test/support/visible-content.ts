/**
 * Lists what the model should see of a Messages request, and looks for each item in what went upstream. Written against
 * the two wire formats alone, so that it does not share a mistake with the conversion.
 */
interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Turn {
  readonly role: string;
  readonly content?: string | readonly Block[] | null;
}

type Tool = Readonly<Record<string, unknown>>;

/** The parts of a Messages request that hold content. */
export interface SentRequest {
  readonly system?: string | readonly Block[];
  readonly messages: readonly Turn[];
  readonly tools?: readonly Tool[];
}

type Item =
  /** `speaker` is a role; for a tool's result it ends in the id of the call. */
  | { readonly kind: 'text'; readonly speaker: string; readonly text: string }
  | { readonly kind: 'call'; readonly text: string }
  | { readonly kind: 'media'; readonly text: string };

const isText = (item: Item): boolean => item.kind === 'text';
const textItem = (speaker: string, text: unknown): Item => ({ kind: 'text', speaker, text: String(text) });
const mediaItem = (text: unknown): Item => ({ kind: 'media', text: String(text) });
const callItem = (id: unknown, name: unknown, input: unknown): Item => ({
  kind: 'call',
  text: canonicalJson({ id, name, input: input ?? {} }),
});

/** JSON with sorted keys. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    field !== null && typeof field === 'object' && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}

const parseBlocks = (content: unknown): readonly Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : ((content ?? []) as readonly Block[]);

/** What the model should see, in the order in which it should. `systemTurns` is the role that speaks for system turns. */
export function listVisible(request: SentRequest, systemTurns: 'system' | 'user'): Item[] {
  const system = parseBlocks(request.system).map(({ text }) => textItem('system', withoutBillingLine(String(text))));
  const turns = groupTurns(request.messages).flatMap((turn) =>
    turn[0]?.role === 'assistant' ? listAssistant(turn) : listUser(turn, systemTurns),
  );
  return [...system, ...turns].filter(({ text }) => text.trim() !== '');
}

const withoutBillingLine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('x-anthropic-billing-header:'))
    .join('\n');

/** Neighbours that speak to the model make up one turn. */
function groupTurns(messages: readonly Turn[]): Turn[][] {
  const turns: Turn[][] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    const isSame = last && (last[0]?.role === 'assistant') === (message.role === 'assistant');
    if (isSame) last.push(message);
    else turns.push([message]);
  }
  return turns;
}

function listAssistant(turn: readonly Turn[]): Item[] {
  const blocks = turn.flatMap(({ content }) => parseBlocks(content));
  const texts = blocks.filter(({ type }) => type === 'text').map(({ text }) => textItem('assistant', text));
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  return [...texts, ...calls.map(({ id, name, input }) => callItem(id, name, input))];
}

/** Results come first: Chat Completions requires them directly after the calls, as text only. */
function listUser(turn: readonly Turn[], systemTurns: string): Item[] {
  const said = turn.flatMap(({ role, content }) =>
    parseBlocks(content).map((block) => ({ speaker: role === 'system' ? systemTurns : role, block })),
  );
  const results = said
    .filter(({ block }) => block.type === 'tool_result')
    .flatMap(({ block }) =>
      parseBlocks(block.content).flatMap((part) => listPart(part, `tool ${String(block.tool_use_id)}`)),
    );
  const others = said.flatMap(({ block, speaker }) =>
    block.type === 'tool_result'
      ? parseBlocks(block.content)
          .flatMap((part) => listPart(part, speaker))
          .filter((item) => !isText(item))
      : listPart(block, speaker),
  );
  return [...results.filter(isText), ...others];
}

function listPart(block: Block, speaker: string): Item[] {
  const source = block.source as Record<string, unknown> | undefined;
  switch (block.type) {
    case 'text':
      return [textItem(speaker, block.text)];
    case 'tool_reference':
      return [textItem(speaker, block.tool_name)];
    case 'image':
    case 'document':
      if (source?.type === 'text') return [textItem(speaker, source.data)];
      return [
        mediaItem(
          source?.type === 'url' ? source.url : `data:${String(source?.media_type)};base64,${String(source?.data)}`,
        ),
      ];
    default:
      throw new Error(`A block of type ${block.type} is not known here`);
  }
}

/** All that a Chat Completions request says to the model, in order. */
function listUpstream(messages: readonly Record<string, unknown>[]): Item[] {
  return messages.flatMap((message) => {
    const speaker = message.role === 'tool' ? `tool ${String(message.tool_call_id)}` : String(message.role);
    const parts = parseBlocks(message.content).map((part): Item => {
      if (part.type === 'image_url') return mediaItem((part.image_url as { url: string }).url);
      if (part.type === 'file') return mediaItem((part.file as { file_data: string }).file_data);
      return textItem(speaker, part.text);
    });
    const calls = (message.tool_calls ?? []) as { id: string; function: { name: string; arguments: string } }[];
    return [
      ...parts,
      ...calls.map(({ id, function: { name, arguments: json } }) => callItem(id, name, JSON.parse(json))),
    ];
  });
}

/** Lists each item that does not follow the previous one upstream. */
export function findMissing(visible: readonly Item[], upstreamMessages: readonly Record<string, unknown>[]): string[] {
  const pieces = listUpstream(upstreamMessages);
  const missing: string[] = [];
  let place = { piece: 0, offset: 0 };
  for (const item of visible) {
    const found = findFrom(place, item, pieces);
    if (found) place = found;
    else missing.push(`${item.kind} ${'speaker' in item ? item.speaker : ''}: ${item.text.slice(0, 80)}`);
  }
  return missing;
}

function findFrom(
  { piece: first, offset }: { piece: number; offset: number },
  item: Item,
  pieces: readonly Item[],
): { piece: number; offset: number } | undefined {
  for (let piece = first; piece < pieces.length; piece += 1) {
    const candidate = pieces[piece];
    const isSpeaker = candidate.kind === 'text' && item.kind === 'text' && candidate.speaker === item.speaker;
    if (!isSpeaker && (candidate.kind !== item.kind || item.kind === 'text')) continue;
    const found = candidate.text.indexOf(item.text, piece === first ? offset : 0);
    const isWhole = item.kind === 'text' || candidate.text === item.text;
    if (found >= 0 && isWhole) return { piece, offset: found + item.text.length };
  }
  return undefined;
}

/** The tools that the model should see: the client's own, without deferred ones that no tool search has loaded yet. */
export function listVisibleTools({ tools = [], messages }: SentRequest): Tool[] {
  const own = tools.filter(({ type }) => type === undefined || type === 'custom');
  const loaded = messages
    .flatMap(({ content }) => parseBlocks(content))
    .flatMap((block) => (block.type === 'tool_result' ? parseBlocks(block.content) : []))
    .flatMap(({ type, tool_name: name }) =>
      type === 'tool_reference' ? own.filter((tool) => tool.name === name) : [],
    );
  const offered = [...own.filter(({ defer_loading: isDeferred }) => isDeferred !== true), ...loaded];
  return [...new Set(offered)].map(({ name, description, input_schema: schema }) => {
    const { $schema: _, ...parameters } = schema as Record<string, unknown>;
    return { type: 'function', function: { name, description, parameters } };
  });
}

const ANTHROPIC_KEYS: ReadonlySet<string> = new Set(
  `anthropic_version betas cache_control citations context context_management defer_loading display edits input_schema
  is_error media_type metadata mcp_servers output_config output_format signature source stop_sequences system thinking
  tool_use_id top_k`.split(/\s+/),
);

/** Names the fields of a Chat Completions request that only the Messages API knows. Schemas are the client's own. */
export function findAnthropicFields(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, field]) => [
    ...(ANTHROPIC_KEYS.has(key) && !Array.isArray(value) ? [key] : []),
    ...(key === 'parameters' || key === 'schema' ? [] : findAnthropicFields(field)),
  ]);
}

import { isDeepStrictEqual } from 'node:util';
import type { ErrorBody } from '../../src/protocol/anthropic/errors.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import type { ContentBlock, Message } from '../../src/protocol/anthropic/message.js';
import type { Fixture } from './fixtures.js';
import { formatTable } from './markdown-table.js';

/** What a client has in the end, however it was told. */
interface Answer {
  readonly content: readonly Readonly<Record<string, unknown>>[];
  /** The stop_reason, or the type of the error. */
  readonly end: string;
}

/** The rule by which a fixture says that its two answers differ by design. */
export const DIFFERS = 'agreement.differs';

/** The answer that a fixture expects whole and the one that it expects streamed; undefined unless it has both. */
export function convertBothWays(fixture: Fixture): readonly [Answer, Answer] | undefined {
  if (!fixture.has('completion.json') || !fixture.has('chunks.jsonl')) return undefined;
  const error = fixture.has('error.json') ? toErrorAnswer(fixture) : undefined;
  const whole = fixture.has('message.json') ? toWholeAnswer(fixture.json<Message>('message.json')) : error;
  const streamed = fixture.has('events.jsonl') ? toStreamedAnswer(readEvents(fixture)) : error;
  return whole && streamed && [whole, streamed];
}

/** Tells whether a client cannot see a difference. */
export const doAgree = ([whole, streamed]: readonly [Answer, Answer]): boolean => isDeepStrictEqual(whole, streamed);

/** Shows both answers of every fixture whose answers differ. */
export function formatAgreementTable(fixtures: readonly Fixture[]): string {
  const rows = fixtures
    .filter(({ rules }) => rules.includes(DIFFERS))
    .map((fixture) => [
      `[${fixture.name}](../test/fixtures/${fixture.name})`,
      ...(convertBothWays(fixture) ?? []).map(({ content, end }) =>
        [...content.map(formatValue), `**${end}**`].join('<br>'),
      ),
    ]);
  return formatTable(['Fixture', 'Not streamed', 'Streamed'], rows);
}

const readEvents = (fixture: Fixture): readonly MessageStreamEvent[] =>
  fixture.lines('events.jsonl').map((line) => JSON.parse(line) as MessageStreamEvent);

function toErrorAnswer(fixture: Fixture): Answer {
  const { status, body } = fixture.json<{ status: number; body: ErrorBody }>('error.json');
  return { content: [], end: `${status} ${body.error.type}` };
}

const toWholeAnswer = ({ content, stop_reason }: Message): Answer => ({
  content: content.map((block) => toShown(block)),
  end: String(stop_reason),
});

function toStreamedAnswer(events: readonly MessageStreamEvent[]): Answer {
  const content: Record<string, unknown>[] = [];
  let end = '';
  const bodies: string[] = [];
  for (const event of events) {
    if (event.type === 'content_block_start') content.push(toShown(event.content_block));
    else if (event.type === 'content_block_delta') grow(content[event.index], event.delta, bodies, event.index);
    else if (event.type === 'message_delta') end = String(event.delta.stop_reason);
    else if (event.type === 'error') end = `error event ${event.error.type}`;
  }
  bodies.forEach((json, index) => (content[index].input = toInput(json)));
  return { content, end };
}

function grow(
  block: Record<string, unknown>,
  delta: Extract<MessageStreamEvent, { type: 'content_block_delta' }>['delta'],
  bodies: string[],
  index: number,
): void {
  if (delta.type === 'text_delta') block.text = String(block.text) + delta.text;
  else if (delta.type === 'thinking_delta') block.thinking = String(block.thinking) + delta.thinking;
  else if (delta.type === 'input_json_delta') bodies[index] = (bodies[index] ?? '') + delta.partial_json;
}

/** Arguments that are not JSON stay text. */
function toInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

/** Of a block, what people and tools are shown. */
function toShown(block: ContentBlock): Record<string, unknown> {
  switch (block.type) {
    case 'text':
      return { text: block.text };
    case 'tool_use':
      return { call: block.name, input: block.input };
    case 'thinking':
      return { thinking: block.thinking };
    default:
      return { ...block };
  }
}

function formatValue({ text, thinking, call, input }: Readonly<Record<string, unknown>>): string {
  if (typeof text === 'string') return `text \`${text}\``;
  if (typeof thinking === 'string') return `thinking \`${thinking}\``;
  return `${String(call)} \`${typeof input === 'string' ? input : JSON.stringify(input)}\``;
}

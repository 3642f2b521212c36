import { isJsonObject } from '../../common/json.js';
import { isEnvelope } from '../shared/provider-state/envelope.js';

/** Whether bytes can contain state that another upstream API left in a conversation. */
export function mayContainEnvelope(bytes: Buffer): boolean {
  return bytes.includes('cpx1.') || bytes.includes('cpx2.');
}

/** Whether a block is thinking of any origin. */
export function isThinking({ type }: Block): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/** Whether a block is thinking that the proxy created from the response of another upstream API. */
export function isForeignThinking(block: Block): boolean {
  if (block['type'] === 'thinking') return isEnvelope(block['signature']);
  return block['type'] === 'redacted_thinking' && isEnvelope(block['data']);
}

type Block = Readonly<Record<string, unknown>>;
type Turn = Readonly<Record<string, unknown>>;

/**
 * Removes blocks from the messages of a request. A message that is left without content is removed, and then its neighbors
 * of the same role are merged. Returns the same list if there is nothing to remove.
 */
export function removeBlocks(messages: unknown, isRemoved: (block: Block) => boolean): unknown {
  if (!Array.isArray(messages)) return messages;
  const turns = messages as readonly unknown[];
  const kept = turns.map((turn) => removeFromTurn(turn, isRemoved));
  if (kept.every((turn, index) => turn === turns[index])) return messages;
  const merged: unknown[] = [];
  let isAfterRemoved = false;
  for (const turn of kept) {
    const last = merged.at(-1);
    if (turn === undefined) isAfterRemoved = true;
    else if (isAfterRemoved && isTurn(last) && isTurn(turn) && last['role'] === turn['role']) {
      merged[merged.length - 1] = mergeTurns(last, turn);
    } else merged.push(turn);
    if (turn !== undefined) isAfterRemoved = false;
  }
  return merged;
}

/** Undefined if nothing is left. */
function removeFromTurn(turn: unknown, isRemoved: (block: Block) => boolean): unknown {
  if (!isTurn(turn) || !Array.isArray(turn['content'])) return turn;
  const blocks = turn['content'] as readonly unknown[];
  const kept = blocks.filter((block) => !isJsonObject(block) || !isRemoved(block));
  if (kept.length === blocks.length) return turn;
  return kept.length === 0 ? undefined : { ...turn, content: kept };
}

const isTurn = (value: unknown): value is Turn => isJsonObject(value);

function mergeTurns(first: Turn, second: Turn): Turn {
  return { ...first, content: [...listBlocks(first['content']), ...listBlocks(second['content'])] };
}

function listBlocks(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : [{ type: 'text', text: content }];
}

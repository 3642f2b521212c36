import { createHash } from 'node:crypto';
import { parseBlocks } from './blocks.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';

const legalId = /^[A-Za-z0-9_-]{1,64}$/;
const encodedPrefix = 'toolu_b64_';
/** Precedes a unique part and the encoded id, for an id that the conversation contains already. */
const reusedPrefix = 'toolu_re_';

/** Encodes an upstream's tool call id so that clients accept it, reversibly: Kimi requires its `functions.Bash:0` back. */
export function toolCallIdForClient(upstreamId: string): string {
  const isLegal =
    legalId.test(upstreamId) && ![encodedPrefix, reusedPrefix].some((start) => upstreamId.startsWith(start));
  return isLegal ? upstreamId : encodedPrefix + Buffer.from(upstreamId).toString('base64url');
}

// Some servers reject longer foreign ids (openclaw#31934); an upstream accepts its own.
const maxForeignLength = 64;

/** Restores the id that the upstream gave to a call; one that is empty, or too long for this upstream, is hashed. */
export function toolCallIdForUpstream(clientId: string, maxLength = Infinity): string {
  const encoded = /^toolu_(?:b64|re_[A-Za-z0-9]+)_(.*)$/.exec(clientId)?.[1];
  const isOwn = encoded !== undefined;
  const id = isOwn ? Buffer.from(encoded, 'base64url').toString() : clientId;
  const isTaken = id !== '' && id.length <= maxLength && (isOwn || id.length <= maxForeignLength);
  return isTaken ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

/**
 * Chooses the ids of the tool calls in a response. Ids are unique in a conversation, but some upstreams use the same ones in
 * every turn (`call_0`).
 */
export class ToolCallIds {
  private earlier: ReadonlySet<string> | undefined;
  private readonly own = new Set<string>();

  constructor(
    private readonly messages: CreateMessageRequest['messages'],
    private readonly createId: () => string,
  ) {}

  /** Returns the id for the client. The upstream's id is empty if it sent none. */
  assign(upstreamId: string): string {
    if (upstreamId === '' || this.own.has(upstreamId)) return `toolu_${this.createId()}`;
    this.own.add(upstreamId);
    const id = toolCallIdForClient(upstreamId);
    this.earlier ??= collectCallIds(this.messages);
    const encoded = Buffer.from(upstreamId).toString('base64url');
    return this.earlier.has(id) ? `${reusedPrefix}${this.createId()}_${encoded}` : id;
  }
}

function collectCallIds(messages: CreateMessageRequest['messages']): ReadonlySet<string> {
  const calls = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : parseBlocks(content)));
  return new Set(
    calls.flatMap((block) => (block.type === 'tool_use' && typeof block.id === 'string' ? [block.id] : [])),
  );
}

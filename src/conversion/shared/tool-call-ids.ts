import { createHash } from 'node:crypto';

const legalId = /^[A-Za-z0-9_-]{1,64}$/;
const prefix = 'toolu_b64_';

/** Makes an upstream's id of a tool call legal for clients, with the way back: Kimi insists on its `functions.Bash:0`. */
export function toolCallIdForClient(upstreamId: string): string {
  const isLegal = legalId.test(upstreamId) && !upstreamId.startsWith(prefix);
  return isLegal ? upstreamId : prefix + Buffer.from(upstreamId).toString('base64url');
}

// Longer ids of other origin are refused by some servers (openclaw#31934); an upstream takes back what it gave itself.
const maxForeignLength = 64;

/** Restores the id that the upstream gave to a call; one that is empty, or too long for this upstream, is hashed. */
export function toolCallIdForUpstream(clientId: string, maxLength = Infinity): string {
  const isOwn = clientId.startsWith(prefix);
  const id = isOwn ? Buffer.from(clientId.slice(prefix.length), 'base64url').toString() : clientId;
  const isTaken = id !== '' && id.length <= maxLength && (isOwn || id.length <= maxForeignLength);
  return isTaken ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

import { createHash } from 'node:crypto';

const legalId = /^[A-Za-z0-9_-]{1,64}$/;
const prefix = 'toolu_b64_';

/** Encodes an upstream's tool call id so that clients accept it, reversibly: Kimi requires its `functions.Bash:0` back. */
export function toolCallIdForClient(upstreamId: string): string {
  const isLegal = legalId.test(upstreamId) && !upstreamId.startsWith(prefix);
  return isLegal ? upstreamId : prefix + Buffer.from(upstreamId).toString('base64url');
}

// Some servers reject longer foreign ids (openclaw#31934); an upstream accepts its own.
const maxForeignLength = 64;

/** Restores the id that the upstream gave to a call; one that is empty, or too long for this upstream, is hashed. */
export function toolCallIdForUpstream(clientId: string, maxLength = Infinity): string {
  const isOwn = clientId.startsWith(prefix);
  const id = isOwn ? Buffer.from(clientId.slice(prefix.length), 'base64url').toString() : clientId;
  const isTaken = id !== '' && id.length <= maxLength && (isOwn || id.length <= maxForeignLength);
  return isTaken ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

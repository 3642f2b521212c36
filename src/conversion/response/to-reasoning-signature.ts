/**
 * Makes the signature of thinking blocks: proof to ourselves, when the block comes back, of which upstream it is from.
 * Clients want one that is not empty and hand it back unread.
 */
export function toReasoningSignature(dialectName: string, model: string): string {
  const origin = JSON.stringify({ d: dialectName, m: model });
  return `cpx1.${Buffer.from(origin).toString('base64url')}`;
}

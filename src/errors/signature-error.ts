import type { UpstreamErrorBody } from './error-body.js';

/** "messages.1.content.0: Invalid `signature` in `thinking` block" */
const INVALID_SIGNATURE = /invalid [`'"]?signature[`'"]? in [`'"]?thinking/i;

/** Whether an upstream rejected the signature of earlier thinking, for instance because another upstream created it. */
export const isSignatureError = ({ message }: UpstreamErrorBody): boolean => INVALID_SIGNATURE.test(message);

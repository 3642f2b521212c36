/** What every envelope begins with; the number is the version of what is inside. */
export const ENVELOPE_PREFIX = 'cpx1.';

/** Clients send an envelope back with every further request; a longer one is not made, and not read. */
export const MAX_ENVELOPE_LENGTH = 256 * 1024;

const MAX_BYTES = 2048;
const ELLIPSIS = '…';
const ELLIPSIS_BYTES = Buffer.byteLength(ELLIPSIS);

/** Makes an upstream's message fit for the client: secrets masked, at most 2 kB. */
export function sanitizeMessage(message: string, confidential: readonly string[]): string {
  const masked = Buffer.from(maskSecrets(message, confidential));
  if (masked.length <= MAX_BYTES) return masked.toString();
  return masked.toString('utf8', 0, MAX_BYTES - ELLIPSIS_BYTES).replace(/\uFFFD*$/, '') + ELLIPSIS;
}

/** Anything shorter is no secret, and would blot out half the message. */
const MIN_SECRET_CHARACTERS = 4;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bdata:[\w.+/-]{1,100};base64,[A-Za-z0-9+/=]*/g, '[data]'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>`]+/gi, '[url]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '[host]'],
  [/\b(bearer|basic)\s+(?=[^\s\d*]*[\d*])[\w.~+/=*-]{8,}/gi, '$1 [masked]'],
  // The key itself, or what providers leave of it: "Incorrect API key provided: abcd****wxyz".
  [/(api[ _-]?key[\w ]{0,20}["']?\s*[:=]\s*["']?)(?=[^\s\d*]*[\d*])[\w.~+/=*-]{4,}/gi, '$1[masked]'],
  [/\b(?:sk|pk|rk|gsk|hf|xai|nvapi|pplx|csk|tgp|ghp)[-_](?=[\w-]*[\d*])[\w*-]{8,}/g, '[masked]'],
  [/\bAIza[\w-]{20,}/g, '[masked]'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '[masked]'],
  // Keys without a mark of their own: 32 and more hexadecimal digits, or a long run of mixed letters and digits.
  [/\b[0-9a-f]{32,}\b/gi, '[masked]'],
  [/\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{48,}\b/g, '[masked]'],
];

/** Replaces keys, addresses and the given confidential texts, whatever the upstream has put into its message. */
export function maskSecrets(text: string, confidential: readonly string[]): string {
  const withoutKnown = confidential
    .filter((secret) => secret.length >= MIN_SECRET_CHARACTERS)
    .reduce((masked, secret) => masked.replaceAll(secret, '[masked]'), text);
  return PATTERNS.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), withoutKnown);
}

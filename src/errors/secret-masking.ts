const MAX_BYTES = 2048;
const ELLIPSIS = '…';
const ELLIPSIS_BYTES = Buffer.byteLength(ELLIPSIS);

/** Prepares an upstream's message for the client: masks secrets and truncates the message to 2 kB. */
export function sanitizeMessage(message: string, confidential: readonly string[]): string {
  const masked = Buffer.from(maskSecrets(message, confidential));
  if (masked.length <= MAX_BYTES) return masked.toString();
  return masked.toString('utf8', 0, MAX_BYTES - ELLIPSIS_BYTES).replace(/\uFFFD{0,3}$/, '') + ELLIPSIS;
}

/** Masking shorter strings would make the message unreadable. */
const MIN_SECRET_CHARACTERS = 4;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bdata:[\w.+/-]{1,100};base64,[A-Za-z0-9+/=]*/g, '[data]'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>`]+/gi, '[url]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '[host]'],
  [/\b(bearer|basic)\s{1,9}(?=[^\s\d*]{0,200}[\d*])[\w.~+/=*-]{8,}/gi, '$1 [masked]'],
  // A key, complete or partly masked by the provider: "Incorrect API key provided: abcd****wxyz".
  [/(api[ _-]?key[\w ]{0,20}["']?\s{0,9}[:=]\s{0,9}["']?)(?=[^\s\d*]{0,200}[\d*])[\w.~+/=*-]{4,}/gi, '$1[masked]'],
  [/\b(?:sk|pk|rk|gsk|hf|xai|nvapi|pplx|csk|tgp|ghp)[-_](?=[\w-]{0,200}[\d*])[\w*-]{8,}/g, '[masked]'],
  [/\bAIza[\w-]{20,}/g, '[masked]'],
  [/(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '[masked]'],
  // Keys without a known prefix: 32 or more hexadecimal digits, or 48 or more mixed letters and digits.
  [/\b[0-9a-f]{32,}\b/gi, '[masked]'],
  [/\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{48,}\b/g, '[masked]'],
];

/** Replaces API keys, tokens, addresses, data URLs and the given confidential strings. */
export function maskSecrets(text: string, confidential: readonly string[]): string {
  const withoutConfidential = confidential
    .filter((secret) => secret.length >= MIN_SECRET_CHARACTERS)
    .reduce((masked, secret) => masked.replaceAll(secret, '[masked]'), text);
  return PATTERNS.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), withoutConfidential);
}

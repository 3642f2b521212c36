import { JsonScanner } from './json-scanner.js';

/**
 * The proxy rejects requests that are nested deeper than 128 levels. Tool arguments return inside other levels of the
 * next request, so fewer levels are accepted in them.
 */
const MAX_PARSED_DEPTH = 100;
/** Deeper than any state that a provider sends, and far below the depth at which serialization overflows the stack. */
const MAX_PLAIN_DEPTH = 16;

/** Parses JSON. Returns undefined, which no JSON text represents, if the text is invalid or nested too deeply. */
export function parseJson(text: string): unknown {
  const value = tryParseJson(text);
  return value === undefined || isTooDeep(text) ? undefined : value;
}

/** Parses JSON of any depth. Returns undefined if the text is invalid. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses a JSON object of any depth. Returns undefined if the text is not one. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = tryParseJson(text);
  return isJsonObject(value) ? value : undefined;
}

function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_PARSED_DEPTH) return false;
  const scanner = new JsonScanner();
  scanner.accept(text);
  return scanner.maxDepth > MAX_PARSED_DEPTH;
}

/** Distinguishes JSON objects from all other values. The fields are unknown until they are checked. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a string as it is; any other value counts as absent. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Returns an array as it is; any other value counts as empty. */
export function asList<Item>(value: string | readonly Item[] | null | undefined): readonly Item[] {
  return isList(value) ? value : [];
}

function isList<Item>(value: string | readonly Item[] | null | undefined): value is readonly Item[] {
  return Array.isArray(value);
}

/** Checks that JSON is safe to forward without further validation: not nested deeply, and without a `__proto__` key. */
export function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_PLAIN_DEPTH) return false;
  return Object.entries(value).every(([key, field]) => key !== '__proto__' && isPlainJson(field, depth + 1));
}

import { JsonScanner } from './json-scanner.js';

/** Arguments come back with the next request, which may not be nested deeper than 128 levels: some are around them. */
const MAX_DEPTH = 100;

/** Parses JSON; what is no JSON, or nested too deeply, becomes undefined, which no JSON text stands for. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  const scanner = new JsonScanner();
  scanner.accept(text);
  return scanner.greatestDepth > MAX_DEPTH;
}

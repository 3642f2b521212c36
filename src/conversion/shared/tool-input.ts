import { isJsonObject, parseJson } from '../../common/json.js';
import { JsonScanner } from '../../common/json-scanner.js';

type ToolInput = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments of a complete call. What cannot be read as an object is kept as text under one key: an empty input
 * would look like a valid call that asks for something else.
 */
export function parseToolInput(argumentsText: string): ToolInput {
  const value = argumentsText.trim() === '' ? null : parseJson(argumentsText);
  return (
    asInputObject(value) ??
    // JSON inside a JSON string (some models quote their arguments twice).
    (typeof value === 'string' ? asInputObject(parseJson(value)) : undefined) ??
    (value === undefined ? asInputObject(parseJson(closeBrackets(argumentsText))) : undefined) ?? {
      _raw_arguments: argumentsText,
    }
  );
}

function asInputObject(value: unknown): ToolInput | undefined {
  if (value === null) return {};
  return isJsonObject(value) ? value : undefined;
}

/** Does not close an open string: an incomplete path or command must not look complete. */
function closeBrackets(text: string): string {
  const scanner = new JsonScanner();
  scanner.accept(text);
  return scanner.isInsideString ? text : text + scanner.closingBrackets;
}

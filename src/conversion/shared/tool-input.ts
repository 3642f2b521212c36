import { isJsonObject, parseJson } from '../../common/json.js';
import { JsonScanner } from '../../common/json-scanner.js';

type ToolInput = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments of a complete call. What cannot be read as an object is kept as text under one key: an empty input
 * would look like a valid call that asks for something else.
 */
export function parseToolInput(argumentsText: string): ToolInput {
  const text = skipEmptyObjects(argumentsText);
  const value = text.trim() === '' ? null : parseJson(text);
  return (
    asInputObject(value) ??
    // JSON inside a JSON string (some models quote their arguments twice).
    (typeof value === 'string' ? asInputObject(parseJson(value)) : undefined) ??
    (value === undefined ? asInputObject(parseJson(closeBrackets(text))) : undefined) ?? {
      _raw_arguments: argumentsText,
    }
  );
}

/** Some models write an empty object before the arguments: `{}{"city":"Paris"}`. */
export function skipEmptyObjects(argumentsText: string): string {
  return argumentsText.replace(/^(?:\s*\{\s*\})+(?=\s*\{)/, '');
}

function asInputObject(value: unknown): ToolInput | undefined {
  if (value === null) return {};
  return isJsonObject(value) ? value : undefined;
}

/** Does not close an open string: an incomplete path or command must not look complete. */
function closeBrackets(text: string): string {
  const scanner = new JsonScanner();
  scanner.accept(text);
  return scanner.isInsideString ? text : dropOpenNumber(text) + scanner.closingBrackets;
}

/** Removes the last member if its value is a number that may have more digits: `{"a":1,"b":25` may continue with `0`. */
function dropOpenNumber(text: string): string {
  let start = text.length;
  while (NUMBER_CHARACTERS.includes(text.charAt(start - 1))) start -= 1;
  if (!/^[-\d]/.test(text.slice(start, start + 1))) return text;
  const before = text.slice(0, start).trimEnd();
  return (before.endsWith(':') ? dropKey(before.slice(0, -1).trimEnd()) : before).replace(/,$/, '');
}

const NUMBER_CHARACTERS: readonly string[] = [...'0123456789.eE+-'];

/** Removes the string with which the text ends. */
function dropKey(text: string): string {
  let start = text.length - 2;
  while (start > 0 && (text[start] !== '"' || text[start - 1] === '\\')) start -= 1;
  return text.slice(0, start).trimEnd();
}

/** Formats the arguments of a call as JSON text. Older versions of Ollama and others send an object instead. */
export function formatToolInput(value: unknown): string {
  if (typeof value === 'string') return value;
  return value == null ? '' : serialize(value);
}

/** Arguments that are nested too deeply must become invalid arguments, not absent ones. */
function serialize(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'too deeply nested';
  }
}

import { isJsonObject } from '../is-json-object.js';

/** Clients also write `null`, `[]`, `{}` or `{"edits": []}` for a field that they do not use. */
export function isAbsent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return value == null;
  const { edits, ...rest } = value;
  return Object.keys(rest).length === 0 && (edits === undefined || isAbsent(edits));
}

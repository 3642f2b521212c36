import { ApiError } from '../../conversion/errors/api-error.js';
import { isJsonObject } from '../../conversion/is-json-object.js';

/** Checks the objects of a list by their path; what is no list has been judged before. */
export function checkEach(
  list: unknown,
  path: string,
  check: (fields: Readonly<Record<string, unknown>>, path: string, index: number) => void,
): void {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    if (!isJsonObject(item)) throw ApiError.invalidRequest(`${path}.${index}: Input should be a valid dictionary`);
    check(item, path, index);
  }
}

import { isJsonObject } from '../conversion/is-json-object.js';

/** Finds the name of the model that answers, which nearly every upstream says in each piece of its answer. */
export function toResponseModel([piece]: readonly unknown[]): string | undefined {
  const model = isJsonObject(piece) ? piece['model'] : undefined;
  return typeof model === 'string' ? model : undefined;
}

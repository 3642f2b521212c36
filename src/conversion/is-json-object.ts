/** Tells objects from every other JSON value; fields that no check has seen may hold anything. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

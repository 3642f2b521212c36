/** Makes JSON of what was read from YAML, where mappings are Maps. */
export function toPlainObject(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), toPlainValue(value)]));
}

function toPlainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainValue);
  return value instanceof Map ? toPlainObject(value) : value;
}

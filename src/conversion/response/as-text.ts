/** Reads a field that should hold text; anything else counts as absent. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

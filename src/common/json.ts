/** Tells objects from every other JSON value; fields that no check has seen may hold anything. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a field that should hold text; anything else counts as absent. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads a field that should hold a list; anything else counts as empty. */
export function asList<Item>(value: string | readonly Item[] | null | undefined): readonly Item[] {
  return isList(value) ? value : [];
}

function isList<Item>(value: string | readonly Item[] | null | undefined): value is readonly Item[] {
  return Array.isArray(value);
}

// Deeper than anything that an upstream sends along, and far from where writing JSON overflows the stack.
const maxDepth = 16;

/** Tells JSON that can be handed on unseen: of little depth, and without keys that name a prototype. */
export function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === maxDepth) return false;
  return Object.entries(value).every(([key, field]) => key !== '__proto__' && isPlainJson(field, depth + 1));
}

// Deeper than anything that an upstream sends along, and far from where writing JSON overflows the stack.
const maxDepth = 16;

/** Tells JSON that can be handed on unseen: of little depth, and without keys that name a prototype. */
export function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === maxDepth) return false;
  return Object.entries(value).every(([key, field]) => key !== '__proto__' && isPlainJson(field, depth + 1));
}

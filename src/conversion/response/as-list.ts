/** Reads a field that should hold a list; anything else counts as empty. */
export function asList<Item>(value: string | readonly Item[] | null | undefined): readonly Item[] {
  return isList(value) ? value : [];
}

function isList<Item>(value: string | readonly Item[] | null | undefined): value is readonly Item[] {
  return Array.isArray(value);
}

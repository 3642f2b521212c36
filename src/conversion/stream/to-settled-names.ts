/**
 * Picks the names that are no beginning of another name: once such a name has arrived, it is whole. In sorted order the
 * names that begin with a name come right behind it.
 */
export function toSettledNames(names: readonly string[]): ReadonlySet<string> {
  const sorted = [...new Set(names)].sort();
  return new Set(sorted.filter((name, position) => !sorted[position + 1]?.startsWith(name)));
}

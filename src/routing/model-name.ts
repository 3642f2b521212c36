/** Removes `[1m]`, with which clients mark a long context window; it is not part of the model's name. */
export function stripContextSuffix(name: string): string {
  if (!name.endsWith(']')) return name;
  let end = name.length;
  while (name.slice(end - 4, end).toLowerCase() === '[1m]') end -= 4;
  return name.slice(0, end);
}

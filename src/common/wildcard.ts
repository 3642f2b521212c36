/** Matches a whole name, in any case, against a pattern in which `*` stands for any text. No regular expression: names come from clients. */
export function matchesWildcard(pattern: string, name: string): boolean {
  const [start = '', ...parts] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const end = parts.pop();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let position = start.length;
  // The earliest place of each part leaves the most room for the parts behind it.
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - position >= end.length && text.endsWith(end);
}

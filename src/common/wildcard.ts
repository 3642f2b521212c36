/**
 * Matches a whole name, case-insensitively, against a pattern in which `*` matches any text. It does not use a regular
 * expression, because clients choose the names and could cause backtracking.
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  const [start = '', ...parts] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const end = parts.pop();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let position = start.length;
  // The earliest match of each part leaves the most text for the following parts.
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - position >= end.length && text.endsWith(end);
}

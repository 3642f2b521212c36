/** Counts the characters at the end of a text that may be the beginning of a mark still to be completed. */
export function overlapLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

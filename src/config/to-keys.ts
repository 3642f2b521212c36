/** Splits a list of keys, separated by commas or line breaks. */
export function toKeys(list: string): string[] {
  return list
    .split(/[,\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
}

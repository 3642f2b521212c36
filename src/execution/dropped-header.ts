/** Longest header value, in characters. */
const MAX_LENGTH = 1024;

/** Lists what was dropped from a request for the `x-proxy-dropped` header: names of [\w.-] only, at most 1 kB. */
export function formatDroppedHeader(dropped: readonly string[]): string {
  let header = '';
  for (const name of new Set(dropped.map((text) => text.replace(/[^\w.-]/g, '_')))) {
    const longer = header === '' ? name : `${header}, ${name}`;
    if (longer.length > MAX_LENGTH) break;
    header = longer;
  }
  return header;
}

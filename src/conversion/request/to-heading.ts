/** Writes what is known about a text as lines to go before it, such as `Title: …`. */
export function toHeading(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .flatMap(([label, value]) => (typeof value === 'string' && value ? [`${label}: ${value}`] : []))
    .join('\n');
}

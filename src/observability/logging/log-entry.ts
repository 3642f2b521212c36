/** The maximum length (UTF-16 code units) of a string in a log entry; a stack may be longer. */
const MAX_STRING = 1024;
const MAX_STACK = 8192;
/** The maximum number of items of a list in a log entry. */
const MAX_ITEMS = 100;

/** Creates a log entry from what was logged. Clients and upstreams choose parts of it, so their size is limited. */
export function createLogEntry(message: unknown): object {
  if (message instanceof Error) return { message: shorten(`${message.name}: ${message.message}`) };
  if (typeof message !== 'object' || message === null) return { message: shorten(String(message)) };
  return limitFields(message);
}

/** Copies an entry only if one of its fields is too long. */
function limitFields(entry: object): object {
  let limited = entry as Record<string, unknown>;
  for (const [key, value] of Object.entries(entry) as [string, unknown][]) {
    const short = limitValue(value, key === 'stack' ? MAX_STACK : MAX_STRING);
    if (short === value) continue;
    if (limited === entry) limited = { ...entry };
    limited[key] = short;
  }
  return limited;
}

function limitValue(value: unknown, maxLength: number): unknown {
  if (typeof value === 'string') return shorten(value, maxLength);
  if (Array.isArray(value)) return limitList(value);
  return typeof value === 'object' && value !== null ? limitFields(value) : value;
}

function limitList(list: readonly unknown[]): readonly unknown[] {
  const items = list.slice(0, MAX_ITEMS).map((item) => limitValue(item, MAX_STRING));
  return list.length > MAX_ITEMS || items.some((item, index) => item !== list[index]) ? items : list;
}

function shorten(text: string, maxLength = MAX_STRING): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

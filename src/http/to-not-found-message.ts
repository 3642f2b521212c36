/** Longer paths are nobody's mistake in writing. */
const MAX_SHOWN = 200;

/** Says what is not found, and how to mend a client's base URL that has the version of the API too seldom or too often. */
export function toNotFoundMessage(method: string, path: string, isKnown: (path: string) => boolean): string {
  const shown = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path;
  const message = `Not found: ${method} ${shown}`;
  if (isKnown(`/v1${path}`)) return `${message}. This client's base URL has to end in /v1`;
  if (path.startsWith('/v1/') && isKnown(path.slice('/v1'.length))) {
    return `${message}. This client's base URL must not end in /v1`;
  }
  return message;
}

/** Parses a provider's base URL. The path of an endpoint at its end, which users copy with it, is removed. */
export function parseBaseUrl(text: string): URL {
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/(?:chat\/completions|responses)\/?$/, '');
  return url;
}

/** Appends the path of Chat Completions to a base URL, whose query (Azure's api-version) is kept. */
export function toChatUrl(baseUrl: URL): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

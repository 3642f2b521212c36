/** Matches the given domains and their subdomains. */
export function matchDomains(...domains: readonly string[]): (baseUrl: URL) => boolean {
  return ({ hostname }) => domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/**
 * Matches a self-hosted server by its host name: `vllm`, `my-vllm.models.svc`. Ports and `localhost` do not identify a
 * server.
 */
export function matchHostNames(...names: readonly string[]): (baseUrl: URL) => boolean {
  const pattern = new RegExp(`^(?:[^.]*-)?(?:${names.join('|')})(?:-[^.]*)?(?:\\.|$)`, 'i');
  return ({ hostname }) => pattern.test(hostname);
}

/** Appends the path of Chat Completions to a base URL and keeps its query (Azure's api-version). */
export function buildChatUrl(baseUrl: URL): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/(?<!\/)\/+$/, '')}/chat/completions`;
  return url;
}

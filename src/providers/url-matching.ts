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

/** Builds the URL of Chat Completions at a base URL, whose query is kept (Azure's api-version). */
export function buildChatUrl(baseUrl: URL): URL {
  return appendPath(baseUrl, '/chat/completions');
}

/** Builds the URL of the Responses API. On Azure, it requires no api-version. */
export function buildResponsesUrl(baseUrl: URL): URL {
  return appendPath(baseUrl, '/responses');
}

function appendPath(baseUrl: URL, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '') + path;
  return url;
}

/** Recognises a provider by its domains, and everything below them. */
export function matchDomains(...domains: readonly string[]): (baseUrl: URL) => boolean {
  return ({ hostname }) => domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/**
 * Recognises a server of one's own by its host's name: `vllm`, `my-vllm.models.svc`. Ports say too little, and so does
 * `localhost`.
 */
export function matchHostNames(...names: readonly string[]): (baseUrl: URL) => boolean {
  const pattern = new RegExp(`^(?:[^.]*-)?(?:${names.join('|')})(?:-[^.]*)?(?:\\.|$)`, 'i');
  return ({ hostname }) => pattern.test(hostname);
}

/** Appends the path of Chat Completions to a base URL, whose query (Azure's api-version) is kept. */
export function buildChatUrl(baseUrl: URL): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

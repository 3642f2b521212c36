/** Recognises a provider by its domains, and everything below them. */
export function onDomains(...domains: readonly string[]): (baseUrl: URL) => boolean {
  return ({ hostname }) => domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

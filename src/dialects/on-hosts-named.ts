/**
 * Recognises a server of one's own by its host's name: `vllm`, `my-vllm.models.svc`. Ports say too little, and so does
 * `localhost`.
 */
export function onHostsNamed(...names: readonly string[]): (baseUrl: URL) => boolean {
  const pattern = new RegExp(`^(?:[^.]*-)?(?:${names.join('|')})(?:-[^.]*)?(?:\\.|$)`, 'i');
  return ({ hostname }) => pattern.test(hostname);
}

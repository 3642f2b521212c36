import { variables } from './variables.js';

/** What Kubernetes sets in every pod for each Service whose name begins with claude-proxy. */
const serviceLink = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)$/;

/** Picks the names that look like variables of this service and are none: a mistyped one would have no effect. */
export function toUnknownNames(names: readonly string[]): readonly string[] {
  const known = new Set(variables.map(({ name }) => name));
  return names.filter((name) => name.startsWith('CLAUDE_PROXY_') && !known.has(name) && !serviceLink.test(name));
}

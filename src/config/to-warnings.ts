import type { Environment } from './environment.js';
import { isPublicHost } from './is-public-host.js';

/** Names what is allowed but hardly meant, one sentence each. */
export function toWarnings(environment: Environment): readonly string[] {
  const isFixedMode = environment.OPENAI_API_KEY !== undefined;
  const hasProxyKey = environment.CLAUDE_PROXY_AUTH_KEY !== undefined;
  const { protocol, hostname } = new URL(environment.OPENAI_BASE_URL);
  return [
    isFixedMode && !hasProxyKey
      ? 'CLAUDE_PROXY_AUTH_KEY is not set: whoever reaches this proxy can use OPENAI_API_KEY'
      : '',
    !isFixedMode && hasProxyKey
      ? "CLAUDE_PROXY_AUTH_KEY is ignored without OPENAI_API_KEY: each client's own key is passed through"
      : '',
    environment.CLAUDE_PROXY_MAX_TOKENS_LIMIT === undefined
      ? ''
      : 'CLAUDE_PROXY_MAX_TOKENS_LIMIT is ignored: set CLAUDE_PROXY_MAX_OUTPUT_TOKENS to limit the output',
    protocol === 'http:' && isPublicHost(hostname)
      ? 'OPENAI_BASE_URL is plain http to a public host: keys and prompts travel unencrypted; use https'
      : '',
  ].filter((warning) => warning !== '');
}

import type { ProxyOptions } from '../config/proxy-options.js';
import { version } from '../version.js';

/** Says, in one line of the log, what was started: where it listens, whose keys pay, which provider and models. */
export function toStartLine(options: ProxyOptions, url: string): Readonly<Record<string, unknown>> {
  const { upstreamKey, baseUrl, bigModel, smallModel } = options;
  return {
    message: `claude-proxy ${version} is listening on ${url}`,
    version,
    url,
    mode: upstreamKey === undefined ? 'passthrough' : 'fixed',
    upstreamHost: baseUrl.host,
    bigModel,
    smallModel,
  };
}

import { resolveProviderProfile } from '../providers/registry.js';
import { resolveUpstreamApi } from '../providers/upstream-api-choice.js';
import type { ProxyOptions } from './proxy-options.js';

/** Whether an upstream is called through the Messages API, unless a model of it says otherwise. */
export function isMessagesUpstream({
  baseUrl,
  provider,
  api,
}: Pick<ProxyOptions, 'baseUrl' | 'provider' | 'api'>): boolean {
  const preferred = resolveProviderProfile(baseUrl, provider).preferredApi(baseUrl, '');
  return resolveUpstreamApi({ upstream: api, preferred }) === 'messages';
}

/** Whether any request can be forwarded to a Messages upstream, so that its bytes have to be kept. */
export function usesMessagesUpstreams(options: ProxyOptions): boolean {
  const { upstreams, modelOverrides } = options;
  const models = [modelOverrides, ...upstreams.map((upstream) => upstream.modelOverrides)].flat();
  return (
    [options, ...upstreams].some(isMessagesUpstream) || models.some(({ overrides }) => overrides.api === 'messages')
  );
}

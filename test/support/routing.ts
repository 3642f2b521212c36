import type { ProxyOptions } from '../../src/config/proxy-options.js';
import { ModelMapper } from '../../src/routing/model-mapper.service.js';
import { UpstreamRouter } from '../../src/routing/upstream-router.service.js';
import { Upstreams } from '../../src/upstream/upstreams.service.js';
import { testOptions } from './options.js';

/** The router of a proxy with these options. */
export function aRouter(overrides: Partial<ProxyOptions> = {}): UpstreamRouter {
  const options = testOptions(overrides);
  return new UpstreamRouter(options, new Upstreams(options), new ModelMapper(options));
}

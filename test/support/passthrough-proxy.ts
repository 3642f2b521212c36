import type { ProxyOptions } from '../../src/config/proxy-options.js';
import { createApplication } from '../../src/create-application.js';
import { serve } from './host-application.js';
import { testOptions } from './options.js';
import type { RunningProxy } from './running-proxy.js';

/** Starts the service without a key of its own: each client's key goes to the upstream. */
export async function startPassthroughProxy(baseUrl: URL): Promise<RunningProxy> {
  const { upstreamKey: _, ...options }: ProxyOptions = testOptions({ baseUrl });
  const application = await createApplication(options);
  return serve(application);
}

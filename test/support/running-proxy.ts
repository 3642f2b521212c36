import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ProxyOptions } from '../../src/config/proxy-options.js';
import { createApplication } from '../../src/create-application.js';
import { EventLoopMonitor } from '../../src/limits/event-loop-monitor.js';
import { serve } from './host-application.js';
import { testOptions } from './options.js';

export interface RunningProxy {
  readonly url: string;
  readonly application: NestFastifyApplication;
  close(): Promise<void>;
}

/** Starts the service as shipped on a free port of loopback. */
export async function startProxy(overrides: Partial<ProxyOptions>): Promise<RunningProxy> {
  const application = await createApplication(testOptions(overrides));
  const proxy = await serve(application);
  // Readiness must depend on what a test does, not on how busy the machine is.
  application.get(EventLoopMonitor, { strict: false }).onApplicationShutdown();
  return proxy;
}

/** Posts JSON as an Anthropic client does. */
export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sk-client', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A small valid Messages request. */
export const aRequest = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
  ...overrides,
});

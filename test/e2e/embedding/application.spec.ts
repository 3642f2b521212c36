import { Controller, Get, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaudeProxyModule, DrainService, createProxyAdapter } from '../../../src/index.js';
import type { ProxyOptions } from '../../../src/index.js';
import { CollectingLogger, type HostApplication, hostModule, startHost } from '../../support/host-application.js';
import { testOptions } from '../../support/options.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json } from '../../support/scripted-upstream.js';
import { parseFrames } from '../../support/sse.js';

@Controller({ path: 'hello', version: '2' })
class HelloController {
  @Get()
  hello(): { readonly hello: string } {
    return { hello: 'world' };
  }
}

/** Any adapter that is not Fastify's: Nest asks only for its type before the proxy refuses it. */
class ExpressLikeAdapter extends FastifyAdapter {
  override getType(): string {
    return 'express';
  }
}

describe('an application that embeds the proxy', () => {
  let upstream: ScriptedUpstream;
  let host: HostApplication | undefined;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
  afterAll(() => upstream.close());

  const proxy = (options: Partial<ProxyOptions> = {}) =>
    ClaudeProxyModule.forRoot(testOptions({ baseUrl: upstream.baseUrl, ...options }));
  const module = (options: Partial<ProxyOptions> = {}) =>
    hostModule({ imports: [proxy(options)], controllers: [HelloController] });
  const send = (path: string, body: unknown = aRequest()): Promise<Response> => post(`${host?.url}${path}`, body);

  it('serves the Messages API below a global prefix', async () => {
    host = await startHost(module({ proxyKeys: ['k'] }), {
      configure: (application) => application.setGlobalPrefix('api'),
    });
    upstream.script(json(completion({ content: 'Hi' })));
    const headers = { 'x-api-key': 'k' };
    const response = await post(`${host.url}/api/v1/messages`, aRequest(), headers);
    expect([response.status, response.headers.get('request-id')]).toEqual([200, expect.stringMatching(/^req_/)]);
    expect((await fetch(`${host.url}/api/v1/models`, { headers })).status).toBe(200);
    const rejected = await post(`${host.url}/api/v1/messages`, aRequest(), { 'x-api-key': 'wrong' });
    expect(await rejected.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
    expect((await send('/v1/messages')).status).toBe(404);
  });

  it.each([
    ['URI versions', { type: VersioningType.URI }, '/v2/hello', {}],
    ['URI versions and a default', { type: VersioningType.URI, defaultVersion: '1' }, '/v2/hello', {}],
    ['versions in a header', { type: VersioningType.HEADER, header: 'x-version' }, '/hello', { 'x-version': '2' }],
  ] as const)('keeps the paths of the Messages API with %s', async (_name, versioning, path, headers) => {
    host = await startHost(module(), { configure: (application) => application.enableVersioning(versioning) });
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await send('/v1/messages')).status).toBe(200);
    expect((await fetch(`${host.url}/v1/models`, { headers: { 'x-api-key': 'k' } })).status).toBe(200);
    expect(await (await fetch(`${host.url}${path}`, { headers })).json()).toEqual({ hello: 'world' });
  });

  it('completes open streams when it closes, as on a signal after enableShutdownHooks()', async () => {
    host = await startHost(module(), { configure: (application) => application.enableShutdownHooks([]) });
    let finish = (): void => undefined;
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame(delta({ content: 'a' })));
      await new Promise<void>((resolve) => (finish = resolve));
      response.end(frame(delta({ content: 'b' }, 'stop')) + frame('[DONE]'));
    });
    const response = await send('/v1/messages', aRequest({ stream: true }));
    const drain = host.application.get(DrainService, { strict: false });
    const closed = host.application.close();
    while (!drain.isClosing) await new Promise(setImmediate);
    finish();
    expect(parseFrames(await response.text()).at(-1)).toMatchObject({ event: 'message_stop' });
    await closed;
    host = undefined;
  });

  it('ends streams that outlast the drain timeout with an error event', async () => {
    host = await startHost(module({ drainTimeoutMs: 1 }));
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame(delta({ content: 'a' })));
    });
    const response = await send('/v1/messages', aRequest({ stream: true }));
    const closed = host.application.close();
    expect(parseFrames(await response.text()).at(-1)).toMatchObject({
      event: 'error',
      data: { error: { type: 'overloaded_error' } },
    });
    await closed;
    host = undefined;
  });

  it("logs through the host application's logger", async () => {
    const logger = new CollectingLogger();
    host = await startHost(module(), { logger });
    upstream.script(json(completion({ content: 'Hi' })));
    await (await send('/v1/messages')).text();
    const isAccessLine = ({ context }: { context: unknown }): boolean => context === 'access';
    while (!logger.messages.some(isAccessLine)) await new Promise(setImmediate);
    expect(logger.messages.find(isAccessLine)?.message).toMatchObject({ status: 200, model: 'claude-sonnet-5-5' });
    expect(logger.messages.filter(({ level }) => level !== 'log')).toEqual([]);
  });

  it('adds nothing to requests for its own routes', async () => {
    host = await startHost(module());
    const response = await fetch(`${host.url}/hello`);
    expect(await response.json()).toEqual({ hello: 'world' });
    expect(['request-id', 'x-accel-buffering', 'cache-control'].map((name) => response.headers.get(name))).toEqual([
      null,
      null,
      null,
    ]);
    const missing = await fetch(`${host.url}/missing`);
    expect(await missing.json()).toMatchObject({ statusCode: 404, message: 'Cannot GET /missing' });
  });

  it('starts without an HTTP server, for scripts', async () => {
    const context = await NestFactory.createApplicationContext(module(), { logger: false, abortOnError: false });
    expect(context.get(DrainService, { strict: false }).isDraining).toBe(false);
    await context.close();
  });

  it('warns without createProxyAdapter(), and serves with its own body limit and error format', async () => {
    const logger = new CollectingLogger();
    host = await startHost(module({ bodyLimit: 3_000_000 }), { adapter: new FastifyAdapter(), logger });
    expect(logger.messages.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The application was created without createProxyAdapter\(\)/),
    ]);
    upstream.script(json(completion({ content: 'Hi' })));
    const large = (size: number) => aRequest({ messages: [{ role: 'user', content: 'x'.repeat(size) }] });
    expect((await send('/v1/messages', large(2_000_000))).status).toBe(200);
    const tooLarge = await send('/v1/messages', large(4_000_000));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ type: 'error', error: { type: 'request_too_large' } });
    expect((await send('/v1/messages', '{')).status).toBe(400);
  });

  it('refuses to start on another adapter than Fastify', async () => {
    await expect(startHost(module(), { adapter: new ExpressLikeAdapter() })).rejects.toThrow(
      /^ClaudeProxyModule requires the Fastify adapter, but the application uses express: pass createProxyAdapter/,
    );
  });

  it('refuses to start with two proxy modules', async () => {
    const both = hostModule({ imports: [proxy(), proxy({ bigModel: 'gpt-5' })] });
    await expect(startHost(both)).rejects.toThrow(/^ClaudeProxyModule is configured 2 times, but/);
  });

  it('starts when two modules import the same dynamic module', async () => {
    const shared = proxy();
    const feature = hostModule({ imports: [shared] });
    host = await startHost(hostModule({ imports: [shared, feature] }), {
      adapter: createProxyAdapter(testOptions({})),
    });
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await send('/v1/messages')).status).toBe(200);
  });
});

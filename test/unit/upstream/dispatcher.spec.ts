import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { createUpstreamDispatcher } from '../../../src/upstream/connections/dispatcher.js';
import { ScriptedUpstream, json } from '../../support/scripted-upstream.js';

describe('createUpstreamDispatcher', () => {
  let upstream: ScriptedUpstream;
  let dispatcher: Dispatcher;

  beforeEach(async () => {
    upstream = await ScriptedUpstream.start();
    upstream.script(json({}));
    dispatcher = createUpstreamDispatcher();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await dispatcher.destroy();
    await upstream.close();
  });

  const ask = async (): Promise<void> => {
    const { body } = await dispatcher.request({
      origin: upstream.baseUrl.origin,
      path: '/',
      method: 'POST',
      body: '{}',
    });
    await body.dump();
    // Until the connection is free again.
    await new Promise(setImmediate);
  };

  it('uses a connection again, and asks the DNS anew by replacing one that has grown old', async () => {
    await ask();
    await ask();
    expect(upstream.connections).toBe(1);
    const later = Date.now() + 301_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    await ask();
    expect(upstream.connections).toBe(2);
  });

  it('does not let a request wait for the end of others', async () => {
    const held = 50;
    upstream.script((response) => {
      if (upstream.requests.length === held) for (const end of waiting) end();
      else waiting.push(() => response.end());
      if (upstream.requests.length >= held) response.end();
    });
    const waiting: (() => void)[] = [];
    await Promise.all(Array.from({ length: held }, ask));
    expect(upstream.connections).toBe(held);
  });

  it('adds one listener to a socket however many dispatchers there are, and none after the last is destroyed', async () => {
    const others = Array.from({ length: 11 }, createUpstreamDispatcher);
    const whileInUse = await countErrorListeners(upstream.baseUrl);
    await dispatcher.destroy();
    expect(await countErrorListeners(upstream.baseUrl)).toBe(whileInUse);
    for (const other of others) await other.destroy();
    // Destroying again must not end the tracking of a later dispatcher.
    await dispatcher.destroy();
    expect(await countErrorListeners(upstream.baseUrl)).toBe(whileInUse - 1);
    const later = createUpstreamDispatcher();
    expect(await countErrorListeners(upstream.baseUrl)).toBe(whileInUse);
    await later.destroy();
  });
});

/** Counts the error listeners of a socket that another part of the process uses. */
async function countErrorListeners({ origin }: URL): Promise<number> {
  let listeners = 0;
  const count = (message: unknown): void => {
    listeners = (message as { socket: Socket }).socket.listenerCount('error');
  };
  subscribe('undici:client:sendHeaders', count);
  const agent = new Agent();
  const { body } = await agent.request({ origin, path: '/', method: 'GET' });
  await body.dump();
  unsubscribe('undici:client:sendHeaders', count);
  await agent.destroy();
  return listeners;
}

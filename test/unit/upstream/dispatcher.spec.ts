import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
});

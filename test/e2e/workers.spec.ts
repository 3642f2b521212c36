import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import type { LogLine } from '../support/spawned-proxy.js';

const WORKERS = 2;
/** Several processes have to start, on a machine that may be busy. */
const TIMEOUT = 180_000;

const ANSWERED_TEN = 'claude_proxy_requests_total{route="/v1/messages",status="200",stream="false"} 10\n';

/** Throws where nobody catches it when it gets a signal. */
const CRASH = `process.on('SIGUSR2', () => { throw new Error('sk-secret'); });`;

describe('several workers', () => {
  let upstream: ScriptedUpstream;
  let folder: string;
  const running: SpawnedProxy[] = [];

  const start = (variables: Record<string, string> = {}): SpawnedProxy => {
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_WORKERS: String(WORKERS),
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: upstream.baseUrl.href,
      NODE_OPTIONS: `--import ${join(folder, 'crash.mjs')}`,
      ...variables,
    });
    running.push(proxy);
    return proxy;
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-workers-'));
    writeFileSync(join(folder, 'crash.mjs'), CRASH);
  });

  afterEach(async () => {
    for (const proxy of running.splice(0)) {
      proxy.kill('SIGKILL');
      await proxy.exit;
    }
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await upstream.close();
  });

  /** Resolves with the process IDs of the workers, once that many serve requests. */
  async function workersOf(proxy: SpawnedProxy, count = WORKERS): Promise<number[]> {
    const pids: number[] = [];
    await proxy.logged((line) => isServing(line) && pids.push(Number(line['pid'])) === count);
    return pids;
  }

  /** Opens streams that say one word and then wait; they spread over all workers. */
  async function openStreams(url: string, count: number): Promise<{ texts: Promise<string>[]; finish: () => void }> {
    const held: ServerResponse[] = [];
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'one' })));
      held.push(response);
    });
    const replies = await Promise.all(
      Array.from({ length: count }, () => post(`${url}/v1/messages`, aRequest({ stream: true }))),
    );
    return {
      texts: replies.map((reply) => readToEnd(reply)),
      finish: () =>
        held.forEach((response) => response.end(frame(delta({ content: 'two' }, 'stop')) + frame('[DONE]'))),
    };
  }

  it(
    'share one port, and say once that they serve',
    async () => {
      const proxy = start();
      const url = await proxy.listening();
      await workersOf(proxy);
      expect(proxy.log.filter(({ message }) => String(message).includes('is listening on'))).toHaveLength(1);
      upstream.script(json(completion({ content: 'Hi' })));
      const statuses = Array.from({ length: 10 }, async () => (await post(`${url}/v1/messages`, aRequest())).status);
      expect(await Promise.all(statuses)).toEqual(Array(10).fill(200));
      // Whichever worker is asked, the metrics are those of all; the last requests may not be over yet.
      while (!(await (await fetch(`${url}/metrics`)).text()).includes(ANSWERED_TEN));
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^claude_proxy_build_info\{version="[\d.]+"\} 1$/m);
    },
    TIMEOUT,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'complete 50 open streams after %s, then exit with 0',
    async (signal) => {
      const proxy = start();
      const url = await proxy.listening();
      await workersOf(proxy);
      const { texts, finish } = await openStreams(url, 50);
      // As a terminal does: to all processes at once.
      if (signal === 'SIGINT') for (const pid of await workersOf(proxy)) process.kill(pid, signal);
      proxy.kill(signal);
      let draining = 0;
      await proxy.logged(({ message }) => message === 'draining' && ++draining === WORKERS);
      finish();
      expect((await Promise.all(texts)).filter((text) => text.includes('event: message_stop'))).toHaveLength(50);
      expect(await proxy.exit).toEqual({ code: 0, signal: null });
    },
    TIMEOUT,
  );

  it(
    'end at once on a second signal',
    async () => {
      const proxy = start();
      const { texts } = await openStreams(await proxy.listening(), 2);
      proxy.kill('SIGTERM');
      await proxy.logged(({ message }) => message === 'draining');
      proxy.kill('SIGTERM');
      expect((await proxy.exit).code).toBe(1);
      expect((await Promise.all(texts)).join()).not.toContain('message_stop');
    },
    TIMEOUT,
  );

  it(
    'outlive one that is killed: it is replaced, and streams of the others are whole',
    async () => {
      const proxy = start();
      const url = await proxy.listening();
      const [pid = 0] = await workersOf(proxy);
      const { texts, finish } = await openStreams(url, 10);
      process.kill(pid, 'SIGKILL');
      await workersOf(proxy, WORKERS + 1);
      finish();
      const ends = (await Promise.all(texts)).map((text) => text.includes('event: message_stop'));
      expect(new Set(ends)).toEqual(new Set([true, false]));
      expect(proxy.log).toContainEqual(
        expect.objectContaining({ message: 'worker exited; starting another one', pid, signal: 'SIGKILL', delayMs: 0 }),
      );
      upstream.script(json(completion({ content: 'Hi' })));
      expect((await post(`${url}/v1/messages`, aRequest())).status).toBe(200);
    },
    TIMEOUT,
  );

  it(
    'end the streams of one that crashes with an error event, and replace it',
    async () => {
      const proxy = start();
      const url = await proxy.listening();
      const [pid = 0] = await workersOf(proxy);
      const { texts, finish } = await openStreams(url, 10);
      process.kill(pid, 'SIGUSR2');
      await workersOf(proxy, WORKERS + 1);
      finish();
      const ends = (await Promise.all(texts)).map((text) => [...text.matchAll(/^event: (\w+)$/gm)].at(-1)?.[1]);
      expect(new Set(ends)).toEqual(new Set(['message_stop', 'error']));
      expect(JSON.stringify(proxy.log)).not.toContain('sk-secret');
    },
    TIMEOUT,
  );

  it(
    'exit with 78 for a bad configuration, which is told once',
    async () => {
      const proxy = start({ CLAUDE_PROXY_LOG_LEVEL: 'loud' });
      expect(await proxy.exit).toEqual({ code: 78, signal: null });
      expect(proxy.log).toHaveLength(1);
    },
    TIMEOUT,
  );

  it(
    'exit with 1 when the port is taken, which is told once',
    async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const proxy = start({ CLAUDE_PROXY_PORT: String((server.address() as AddressInfo).port) });
      expect(await proxy.exit).toEqual({ code: 1, signal: null });
      server.close();
      const failures = proxy.log.filter(({ level }) => level === 'critical');
      expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining('EADDRINUSE') })]);
    },
    TIMEOUT,
  );

  it(
    'count for the rate limit together',
    async () => {
      const proxy = start({ CLAUDE_PROXY_REQUESTS_PER_MINUTE: '3' });
      const url = await proxy.listening();
      await workersOf(proxy);
      upstream.script(json(completion({ content: 'Hi' })));
      const statuses = await Promise.all(
        // A connection of its own each, so that both workers get some.
        Array.from(
          { length: 8 },
          async () => (await post(`${url}/v1/messages`, aRequest(), { connection: 'close' })).status,
        ),
      );
      expect(statuses.sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
    },
    TIMEOUT,
  );
});

const isServing = ({ message }: LogLine): boolean => message === 'worker is listening';

/** Reads a stream as far as it comes: a connection that breaks ends it as well. */
async function readToEnd(reply: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of reply.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk);
  } catch {
    // The connection broke.
  }
  return text;
}

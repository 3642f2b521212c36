import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeCertificate } from '../support/certificates.js';
import type { KeyPair } from '../support/certificates.js';
import { FaultServer } from '../support/fault-server.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { readEvents } from '../support/sse.js';
import { describeOutcome } from '../support/outcome.js';
import { respondAndKeep, respondEndlessly, respondAndClose } from '../support/upstream-faults.js';

const MODES = [
  ['not streamed', false],
  ['streamed', true],
] as const;

const ask = (url: string, stream: boolean): Promise<Response> => post(`${url}/v1/messages`, aRequest({ stream }));

/** Runs `use` with a proxy before this upstream. */
async function withProxy(baseUrl: URL, use: (proxy: RunningProxy) => Promise<void>): Promise<void> {
  const proxy = await startProxy({ baseUrl, maxRetries: 0, requestTimeoutMs: 60_000 });
  try {
    await use(proxy);
  } finally {
    await proxy.close();
  }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('an unreachable upstream', () => {
  it.each(MODES)('that refuses connections: %s', async (_, isStream) => {
    await withProxy(new URL(`http://127.0.0.1:${await freePort()}/v1`), async ({ url }) => {
      const response = await ask(url, isStream);
      expect(await response.clone().text()).toContain('ECONNREFUSED');
      expect(await describeOutcome(response)).toBe('502 api_error');
    });
  });

  it.each(MODES)('with an unknown host name: %s', async (_, isStream) => {
    await withProxy(new URL('http://no-such-host.invalid/v1'), async ({ url }) => {
      const response = await ask(url, isStream);
      expect(await response.clone().text()).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect(await describeOutcome(response)).toBe('502 api_error');
    });
  });

  it('whose TLS handshake never ends', async () => {
    const upstream = await FaultServer.start();
    await withProxy(new URL(`https://127.0.0.1:${upstream.port}/v1`), async ({ url }) => {
      const outcomes = await Promise.all(MODES.map(async ([, isStream]) => describeOutcome(await ask(url, isStream))));
      expect(outcomes).toEqual(['504 timeout_error', '504 timeout_error']);
      await upstream.settled(0);
    });
    await upstream.close();
  });

  it.each(MODES)('without TLS: %s', async (_, isStream) => {
    const upstream = await FaultServer.start();
    upstream.greet = (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    await withProxy(new URL(`https://127.0.0.1:${upstream.port}/v1`), async ({ url }) => {
      const response = await ask(url, isStream);
      expect(await response.clone().text()).toContain('does not support TLS');
      expect(await describeOutcome(response)).toBe('502 api_error');
    });
    await upstream.close();
  });
});

describe('an upstream with a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-tls-'));
  const authorities = join(folder, 'authorities.pem');
  const proxies: SpawnedProxy[] = [];
  let rightHost: KeyPair;
  let wrongHost: KeyPair;

  beforeAll(() => {
    rightHost = makeCertificate('IP:127.0.0.1');
    wrongHost = makeCertificate('DNS:other.example');
    writeFileSync(authorities, rightHost.cert + wrongHost.cert);
  });
  afterAll(async () => {
    for (const proxy of proxies) proxy.kill('SIGKILL');
    await Promise.all(proxies.map(({ exit }) => exit));
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['that is trusted', () => rightHost, true, 'served', undefined],
    ['that nobody signed', () => rightHost, false, '502 api_error', 'SELF_SIGNED'],
    ['for another host', () => wrongHost, true, '502 api_error', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s', async (_, keyPair, isTrusted, outcome, code) => {
    const upstream = await FaultServer.start(keyPair());
    upstream.play = respondAndClose;
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_BASE_URL: upstream.baseUrl.href,
      OPENAI_API_KEY: 'sk-upstream',
      ...(isTrusted && { NODE_EXTRA_CA_CERTS: authorities }),
    });
    proxies.push(proxy);
    const url = await proxy.listening();
    for (const [, isStream] of MODES) {
      const response = await ask(url, isStream);
      if (code) expect(await response.clone().text()).toContain(code);
      expect(await describeOutcome(response)).toBe(outcome);
    }
    // The key is told to nobody who is not who he says.
    expect(upstream.requests).toHaveLength(outcome === 'served' ? 2 : 0);
    await upstream.close();
  });
});

describe('an upstream', () => {
  let upstream: FaultServer;
  beforeAll(async () => {
    upstream = await FaultServer.start();
  });
  afterAll(() => upstream.close());

  it.each([301, 302, 303, 307, 308])('redirects (%d), which the proxy does not follow', async (status) => {
    const elsewhere = await FaultServer.start();
    upstream.play = (socket) =>
      void socket.end(
        `HTTP/1.1 ${status} Elsewhere\r\nlocation: ${elsewhere.baseUrl.href}/chat/completions\r\ncontent-length: 0\r\n\r\n`,
      );
    await withProxy(upstream.baseUrl, async ({ url }) => {
      for (const [, isStream] of MODES) expect(await describeOutcome(await ask(url, isStream))).toBe('502 api_error');
    });
    expect(elsewhere.connections).toBe(0);
    await elsewhere.close();
  });

  it('streams endlessly, until the client disconnects', async () => {
    upstream.play = respondEndlessly;
    await withProxy(upstream.baseUrl, async ({ url }) => {
      let received = 0;
      // Leaving the loop cancels the body.
      for await (const { event } of readEvents(await ask(url, true)))
        if (event === 'content_block_delta' && (received += 1) === 20_000) break;
      expect(received).toBe(20_000);
      await upstream.settled(0);
    });
  });

  it('streams endlessly although no stream was requested', async () => {
    upstream.play = respondEndlessly;
    await withProxy(upstream.baseUrl, async ({ url }) => {
      expect(await describeOutcome(await ask(url, false))).toBe('502 api_error');
      await upstream.settled(0);
    });
  });

  it('closes idle connections at any moment without a failed request', async () => {
    const served = new WeakSet<Socket>();
    const close = (socket: Socket): unknown => (Math.random() < 0.5 ? socket.end() : socket.resetAndDestroy());
    let crossed = 0;
    upstream.play = (socket, request) => {
      // The request has crossed with the end of its connection.
      if (served.has(socket) && Math.random() < 0.2) {
        crossed += 1;
        return void close(socket);
      }
      served.add(socket);
      const requests = upstream.requests.length;
      respondAndKeep(socket, request);
      // In good order: a reset may overtake the answer, and then the connection was not idle.
      if (Math.random() < 0.3)
        setTimeout(() => upstream.requests.length === requests && socket.end(), Math.random() * 5);
    };
    const outcomes = new Map<string, number>();
    // A failure counts as a stale connection only within two seconds, which a busy machine may exceed.
    const startedAt = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => startedAt);
    await withProxy(upstream.baseUrl, async ({ url }) => {
      const client = async (): Promise<void> => {
        for (let count = 0; count < 100; count += 1) {
          const outcome = await describeOutcome(await ask(url, count % 2 === 0));
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: 20 }, client));
    });
    clock.mockRestore();
    expect(Object.fromEntries(outcomes)).toEqual({ served: 2_000 });
    expect(crossed).toBeGreaterThan(100);
  }, 300_000);

  it('is called twice at most when it closes every kept connection', async () => {
    await withProxy(upstream.baseUrl, async ({ url }) => {
      upstream.play = respondAndKeep;
      await Promise.all(Array.from({ length: 10 }, async () => describeOutcome(await ask(url, false))));
      upstream.requests.length = 0;
      upstream.play = (socket) => void socket.end();
      expect(await describeOutcome(await ask(url, false))).toBe('502 api_error');
      expect(upstream.requests).toHaveLength(2);
    });
  });

  it('is called once if it has started to respond on a kept connection', async () => {
    await withProxy(upstream.baseUrl, async ({ url }) => {
      upstream.play = respondAndKeep;
      const before = upstream.connections;
      await describeOutcome(await ask(url, false));
      upstream.requests.length = 0;
      upstream.play = (socket) => void socket.write('HTTP/1.1 2', () => setImmediate(() => socket.resetAndDestroy()));
      expect(await describeOutcome(await ask(url, false))).toBe('502 api_error');
      expect(upstream.requests).toHaveLength(1);
      expect(upstream.connections - before).toBe(1);
    });
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActiveRequests } from '../../src/lifecycle/active-requests.js';
import { FaultServer } from '../support/fault-server.js';
import { describeOutcome } from '../support/outcome.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { respondAndClose, silences, upstreamFaults } from '../support/upstream-faults.js';
import type { UpstreamFault } from '../support/upstream-faults.js';

const MAX_RETRIES = 1;
const MODES = [
  ['not streamed', false],
  ['streamed', true],
] as const;
/** Longer (ms) than a test may take: no timeout and no ping may compete with the outcome of a fault. */
const NEVER = 600_000;

const activeRequests = ({ application }: RunningProxy): number =>
  application.get(ActiveRequests, { strict: false }).count;

const expectInTable = async ({ name, whole, streamed }: UpstreamFault): Promise<void> =>
  expect(await readFile('docs/reliability.md', 'utf8')).toContain(`\n| ${name} | ${whole} | ${streamed} |\n`);

describe('an upstream that fails', () => {
  let upstream: FaultServer;
  let proxy: RunningProxy;
  let resourcesBefore: number;
  const send = (stream: boolean, content = 'Hello'): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest({ stream, messages: [{ role: 'user', content }] }));
  const start = async (requestTimeoutMs: number): Promise<void> => {
    // Counted in a hook, as at the end: Jest's own timer for the hook is among them both times.
    resourcesBefore = process.getActiveResourcesInfo().length;
    upstream = await FaultServer.start();
    const { baseUrl } = upstream;
    proxy = await startProxy({ baseUrl, requestTimeoutMs, pingIntervalMs: NEVER, maxRetries: MAX_RETRIES });
  };
  const expectNoConnectionLeft = async (): Promise<void> => {
    upstream.play = respondAndClose;
    for (const [, isStream] of MODES) expect(await describeOutcome(await send(isStream))).toBe('served');
    await upstream.settled(1);
  };

  // Neither a socket nor a timer may be left.
  const stop = async (): Promise<void> => {
    await proxy.close();
    await upstream.close();
    while (process.getActiveResourcesInfo().length > resourcesBefore) await new Promise(setImmediate);
  };

  describe('immediately', () => {
    beforeAll(() => start(NEVER));
    afterAll(stop);

    describe.each(upstreamFaults)('$name', (fault) => {
      const { play, whole, streamed, isRetried = false } = fault;

      it.each(MODES)('%s', async (_, isStream) => {
        upstream.play = play;
        upstream.requests.length = 0;
        expect(await describeOutcome(await send(isStream))).toBe(isStream ? streamed : whole);
        // Once the upstream has sent a byte, the request is not repeated.
        expect(upstream.requests).toHaveLength(isRetried ? 1 + MAX_RETRIES : 1);
        expect(activeRequests(proxy)).toBe(0);
      });

      it('leaves at most one connection open, for the next request', expectNoConnectionLeft);

      it('is documented in the table', () => expectInTable(fault));
    });
  });

  describe('by a timeout', () => {
    const contentOf = (fault: UpstreamFault): string => `fault ${silences.indexOf(fault)}`;
    const requestsOf = (fault: UpstreamFault): number =>
      upstream.requests.filter(({ body }) => body.includes(`"${contentOf(fault)}"`)).length;
    const outcomes = new Map<UpstreamFault, readonly string[]>();

    // All at the same time: each of them takes as long as the timeout.
    beforeAll(async () => {
      await start(2_000);
      upstream.play = (socket, request) => {
        silences.find((fault) => request.body.includes(`"${contentOf(fault)}"`))?.play(socket, request);
      };
      await Promise.all(
        silences.map(async (fault) => {
          const responses = MODES.map(async ([, isStream]) => describeOutcome(await send(isStream, contentOf(fault))));
          outcomes.set(fault, await Promise.all(responses));
        }),
      );
    });
    afterAll(stop);

    it.each(silences)('$name', async (fault) => {
      expect(outcomes.get(fault)).toEqual([fault.whole, fault.streamed]);
      expect(requestsOf(fault)).toBe(MODES.length);
      expect(activeRequests(proxy)).toBe(0);
      await expectInTable(fault);
    });

    it('leaves at most one connection open, for the next request', expectNoConnectionLeft);
  });
});

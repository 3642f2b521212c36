import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActiveRequests } from '../../src/lifecycle/active-requests.js';
import { FaultServer } from '../support/fault-server.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { toOutcome } from '../support/to-outcome.js';
import { answerWell, silences, upstreamFaults } from '../support/upstream-faults.js';

const MAX_RETRIES = 1;
const MODES = [
  ['not streamed', false],
  ['streamed', true],
] as const;

const activeRequests = ({ application }: RunningProxy): number =>
  application.get(ActiveRequests, { strict: false }).count;

describe.each([
  { kind: 'at once', faults: upstreamFaults, requestTimeoutMs: 20_000 },
  { kind: 'in time', faults: silences, requestTimeoutMs: 700 },
])('an upstream that fails ($kind)', ({ faults, requestTimeoutMs }) => {
  let upstream: FaultServer;
  let proxy: RunningProxy;
  const resourcesBefore = process.getActiveResourcesInfo().length;
  const ask = (stream: boolean): Promise<Response> => post(`${proxy.url}/v1/messages`, aRequest({ stream }));

  beforeAll(async () => {
    upstream = await FaultServer.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, requestTimeoutMs, maxRetries: MAX_RETRIES });
  });

  describe.each(faults)('$name', ({ name, play, whole, streamed, isRetried = false }) => {
    it.each(MODES)('%s', async (_, isStream) => {
      upstream.play = play;
      upstream.requests.length = 0;
      expect(await toOutcome(await ask(isStream))).toBe(isStream ? streamed : whole);
      // Whoever has sent a byte is not asked twice.
      expect(upstream.requests).toHaveLength(isRetried ? 1 + MAX_RETRIES : 1);
      expect(activeRequests(proxy)).toBe(0);
    });

    it('leaves no connection behind but one to use again', async () => {
      upstream.play = answerWell;
      for (const [, isStream] of MODES) expect(await toOutcome(await ask(isStream))).toBe('served');
      await upstream.settled(1);
    });

    it('is in the table', async () => {
      expect(await readFile('docs/reliability.md', 'utf8')).toContain(`\n| ${name} | ${whole} | ${streamed} |\n`);
    });
  });

  // No socket and no timer may be left behind by any of them.
  afterAll(async () => {
    await proxy.close();
    await upstream.close();
    while (process.getActiveResourcesInfo().length > resourcesBefore) await new Promise(setImmediate);
  });
});

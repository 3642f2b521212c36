import { Injectable } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { ApiError, CALLER_RESOLVER, ClaudeProxyModule } from '../../../src/index.js';
import type { Caller, CallerResolver } from '../../../src/index.js';
import { MemoryBudget } from '../../../src/limits/memory-budget.service.js';
import { type HostApplication, hostModule, startHost } from '../../support/host-application.js';
import { testOptions } from '../../support/options.js';
import { RawClient, rawPost } from '../../support/raw-client.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../../support/scripted-upstream.js';

interface PendingCaller {
  readonly accept: () => void;
  readonly reject: () => void;
}

/** Decides about callers only when the test says so. */
@Injectable()
class PendingResolver implements CallerResolver {
  static readonly pending: PendingCaller[] = [];
  static isImmediate = false;

  authenticate(): Promise<Caller> {
    const caller: Caller = { id: 'ann', usesProxyKey: true, apiKey: 'sk-upstream' };
    if (PendingResolver.isImmediate) return Promise.resolve(caller);
    return new Promise((resolve, reject) => {
      const accept = (): void => resolve(caller);
      PendingResolver.pending.push({ accept, reject: () => reject(ApiError.authentication('unknown')) });
    });
  }
}

/** What can happen while requests are in progress, in any order. `notice`: the server notices which clients have left. */
const steps = ['accept', 'reject', 'respond', 'leave', 'notice'] as const;
type Step = (typeof steps)[number];

describe('the slots of the concurrency limit', () => {
  let upstream: ScriptedUpstream;
  let host: HostApplication;
  const body = JSON.stringify(aRequest());
  const upstreamCalls: ServerResponse[] = [];
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await new Promise(setImmediate);
  };

  /** Resolves when the server has no more connections than that. */
  const connectionsUpTo = async (limit: number): Promise<void> => {
    const server = host.application.getHttpServer();
    const count = (): Promise<number> => new Promise((resolve) => server.getConnections((_, open) => resolve(open)));
    while ((await count()) > limit) await new Promise(setImmediate);
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    host = await startHost(
      hostModule({
        imports: [
          ClaudeProxyModule.forRoot({
            ...testOptions({ baseUrl: upstream.baseUrl, maxConcurrency: 1 }),
            providers: [{ provide: CALLER_RESOLVER, useClass: PendingResolver }],
          }),
        ],
      }),
    );
  });
  afterAll(async () => {
    await host.close();
    await upstream.close();
  });

  /** Runs the steps against clients that have each sent as many requests, and then ends what is left. */
  async function play(order: readonly Step[], clientCount: number, requestsPerClient: number): Promise<void> {
    PendingResolver.isImmediate = false;
    upstream.script((response) => void upstreamCalls.push(response));
    const clients = await Promise.all(Array.from({ length: clientCount }, () => RawClient.connect(host.url)));
    for (const client of clients) client.closed.catch(() => undefined);
    for (const client of clients) client.send(rawPost('/v1/messages', body).repeat(requestsPerClient));
    await until(() => PendingResolver.pending.length >= clientCount);
    const leaving = [...clients];
    const perform: Record<Step, () => void | Promise<void>> = {
      accept: () => PendingResolver.pending.shift()?.accept(),
      reject: () => PendingResolver.pending.shift()?.reject(),
      respond: () => void upstreamCalls.shift()?.end('{}'),
      leave: () => void leaving.pop()?.socket.resetAndDestroy(),
      notice: () => connectionsUpTo(leaving.length),
    };
    for (const step of order) {
      await perform[step]();
      await new Promise(setImmediate);
    }
    for (const { socket } of leaving) socket.destroy();
    await connectionsUpTo(0);
    for (const { accept } of PendingResolver.pending.splice(0)) accept();
    for (const response of upstreamCalls.splice(0)) response.destroy();
  }

  /** The limit is 1, so a slot that is not released would reject every further request. */
  async function expectFreeSlot(): Promise<void> {
    PendingResolver.isImmediate = true;
    upstream.script(json(completion({ content: 'Hello' })));
    const statuses: number[] = [];
    // The server may notice only now that the upstream has disconnected.
    while (statuses.at(-1) !== 200 && statuses.length < 50) {
      statuses.push((await post(`${host.url}/v1/messages`, aRequest(), { connection: 'close' })).status);
    }
    expect(statuses.at(-1)).toBe(200);
    await until(() => host.application.get(MemoryBudget, { strict: false }).heldBytes === 0);
  }

  it('is free after a client left while it was authenticated', async () => {
    await play(['leave', 'notice', 'accept'], 1, 1);
    await expectFreeSlot();
  });

  it('is free after any order of events', async () => {
    const orders = fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), async (...run) => {
        await play(...run);
        await expectFreeSlot();
      }),
      { numRuns: 60 },
    );
    expect(PendingResolver.pending).toHaveLength(0);
  });
});

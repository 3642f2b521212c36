import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { estimateInputTokens } from '../../../src/conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../../../src/protocol/anthropic/request.js';
import type { Caller } from '../../../src/request-context/request-head.js';
import { TokenCounter } from '../../../src/tokens/token-counter.service.js';

const FRAME = 7;
const workerUrl = new URL('./scripted-worker.mjs', import.meta.url);
const createRequest = (content: string): CountTokensRequest => ({ model: 'm', messages: [{ role: 'user', content }] });

Logger.overrideLogger(false);

const alice: Caller = { id: 'alice', usesProxyKey: true };
const mallory: Caller = { id: 'mallory', usesProxyKey: true };

describe('TokenCounter', () => {
  let counter: TokenCounter;

  afterEach(async () => {
    jest.useRealTimers();
    await counter.onApplicationShutdown();
  });

  it("adds the worker's count to the fixed costs", async () => {
    counter = new TokenCounter(workerUrl);

    expect(await counter.countTokens(createRequest('x'.repeat(1000)))).toBe(1000 + FRAME);
  });

  it('counts concurrent requests', async () => {
    counter = new TokenCounter(workerUrl);
    const counts = await Promise.all(
      [10, 20, 30].map((length) => counter.countTokens(createRequest('x'.repeat(length)))),
    );

    expect(counts).toEqual([10 + FRAME, 20 + FRAME, 30 + FRAME]);
  });

  it('estimates the request that crashed the worker, and counts the others', async () => {
    counter = new TokenCounter(workerUrl);
    const counts = await Promise.all([
      counter.countTokens(createRequest('crash'), mallory),
      counter.countTokens(createRequest('y'.repeat(99)), alice),
    ]);

    expect(counts).toEqual([estimateInputTokens(createRequest('crash')), 99 + FRAME]);
  });

  it('estimates if the worker cannot be loaded', async () => {
    counter = new TokenCounter(new URL('./no-such-worker.mjs', import.meta.url));

    expect(await counter.countTokens(createRequest('hello'))).toBe(estimateInputTokens(createRequest('hello')));
  });

  it('counts a long text in parts', async () => {
    counter = new TokenCounter(workerUrl);

    expect(await counter.countTokens(createRequest('x'.repeat(250_001)))).toBe(250_001 + FRAME);
  });

  it('estimates texts that would take long to count', async () => {
    counter = new TokenCounter(workerUrl);
    const request = createRequest('x'.repeat(1_000_001));

    expect(await counter.countTokens(request)).toBe(estimateInputTokens(request));
  });

  it('lets callers take turns, so that one with many long requests does not delay another', async () => {
    counter = new TokenCounter(workerUrl);
    const ended: string[] = [];
    const count = async (name: string, length: number, caller: Caller): Promise<void> => {
      await counter.countTokens(createRequest('x'.repeat(length)), caller);
      ended.push(name);
    };
    await Promise.all([
      ...[1, 2, 3].map((index) => count(`long ${index}`, 900_000, mallory)),
      count('short', 10, alice),
    ]);

    expect(ended).toEqual(['short', 'long 1', 'long 2', 'long 3']);
  });

  it('estimates the requests of a caller that has more than ten waiting', async () => {
    counter = new TokenCounter(workerUrl);
    const request = createRequest('x'.repeat(1000));
    const counts = await Promise.all([
      ...Array.from({ length: 11 }, () => counter.countTokens(request, mallory)),
      counter.countTokens(request, alice),
    ]);

    expect(counts[9]).toBe(1000 + FRAME);
    expect(counts[10]).toBe(estimateInputTokens(request));
    expect(counts[11]).toBe(1000 + FRAME);
  });

  it('stops a worker that does not respond in time, and starts a new one for the next request', async () => {
    counter = new TokenCounter(workerUrl);
    jest.useFakeTimers();
    const count = counter.countTokens(createRequest('never'));
    jest.advanceTimersByTime(5000);

    expect(await count).toBe(estimateInputTokens(createRequest('never')));
    expect(await counter.countTokens(createRequest('x'.repeat(1000)))).toBe(1000 + FRAME);
  });

  it('ends an idle worker and starts a new one on demand', async () => {
    counter = new TokenCounter(workerUrl);
    jest.useFakeTimers();
    await counter.countTokens(createRequest('first'));
    jest.advanceTimersByTime(60_000);

    expect(await counter.countTokens(createRequest('second'))).toBe(6 + FRAME);
  });

  it('resolves pending counts with an estimate on shutdown', async () => {
    counter = new TokenCounter(workerUrl);
    const count = counter.countTokens(createRequest('never'));
    await counter.onApplicationShutdown();

    expect(await count).toBe(estimateInputTokens(createRequest('never')));
  });

  it('estimates if the program of the worker is not compiled', async () => {
    counter = new TokenCounter();

    expect(await counter.countTokens(createRequest('hello world'))).toBe(2 + FRAME);
  });
});

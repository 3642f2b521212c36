import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { estimateInputTokens } from '../../../src/conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../../../src/protocol/anthropic/request.js';
import { TokenCounter } from '../../../src/tokens/token-counter.service.js';

const FRAME = 7;
const workerUrl = new URL('./scripted-worker.mjs', import.meta.url);
const createRequest = (content: string): CountTokensRequest => ({ model: 'm', messages: [{ role: 'user', content }] });

Logger.overrideLogger(false);

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

  it('estimates all counts after the worker has crashed', async () => {
    counter = new TokenCounter(workerUrl);
    const counts = await Promise.all([
      counter.countTokens(createRequest('crash')),
      counter.countTokens(createRequest('y'.repeat(99))),
    ]);

    expect(counts).toEqual([createRequest('crash'), createRequest('y'.repeat(99))].map(estimateInputTokens));
    expect(await counter.countTokens(createRequest('x'.repeat(1000)))).toBe(
      estimateInputTokens(createRequest('x'.repeat(1000))),
    );
  });

  it('estimates if the worker cannot be loaded', async () => {
    counter = new TokenCounter(new URL('./no-such-worker.mjs', import.meta.url));

    expect(await counter.countTokens(createRequest('hello'))).toBe(estimateInputTokens(createRequest('hello')));
  });

  it('estimates texts that are too long for any model', async () => {
    counter = new TokenCounter(workerUrl);
    const request = createRequest('x'.repeat(8_000_001));

    expect(await counter.countTokens(request)).toBe(estimateInputTokens(request));
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

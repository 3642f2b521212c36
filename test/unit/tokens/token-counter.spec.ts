import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { estimateInputTokens } from '../../../src/conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../../../src/protocol/anthropic/request.js';
import { TokenCounter } from '../../../src/tokens/token-counter.service.js';

const FRAME = 7;
const scripted = new URL('./scripted-worker.mjs', import.meta.url);
const saying = (content: string): CountTokensRequest => ({ model: 'm', messages: [{ role: 'user', content }] });

Logger.overrideLogger(false);

describe('TokenCounter', () => {
  let counter: TokenCounter;

  afterEach(async () => {
    jest.useRealTimers();
    await counter.onApplicationShutdown();
  });

  it('adds what the worker counts to the fixed costs', async () => {
    counter = new TokenCounter(scripted);

    expect(await counter.countTokens(saying('x'.repeat(1000)))).toBe(1000 + FRAME);
  });

  it('serves requests side by side', async () => {
    counter = new TokenCounter(scripted);
    const counts = await Promise.all([10, 20, 30].map((length) => counter.countTokens(saying('x'.repeat(length)))));

    expect(counts).toEqual([10 + FRAME, 20 + FRAME, 30 + FRAME]);
  });

  it('estimates when the worker crashes, from then on', async () => {
    counter = new TokenCounter(scripted);
    const counts = await Promise.all([
      counter.countTokens(saying('crash')),
      counter.countTokens(saying('y'.repeat(99))),
    ]);

    expect(counts).toEqual([saying('crash'), saying('y'.repeat(99))].map(estimateInputTokens));
    expect(await counter.countTokens(saying('x'.repeat(1000)))).toBe(estimateInputTokens(saying('x'.repeat(1000))));
  });

  it('estimates when there is no worker to load', async () => {
    counter = new TokenCounter(new URL('./no-such-worker.mjs', import.meta.url));

    expect(await counter.countTokens(saying('hello'))).toBe(estimateInputTokens(saying('hello')));
  });

  it('estimates what is too long for any model', async () => {
    counter = new TokenCounter(scripted);
    const request = saying('x'.repeat(8_000_001));

    expect(await counter.countTokens(request)).toBe(estimateInputTokens(request));
  });

  it('gives a worker up that keeps it waiting, and asks a new one the next time', async () => {
    counter = new TokenCounter(scripted);
    jest.useFakeTimers();
    const count = counter.countTokens(saying('never'));
    jest.advanceTimersByTime(5000);

    expect(await count).toBe(estimateInputTokens(saying('never')));
    expect(await counter.countTokens(saying('x'.repeat(1000)))).toBe(1000 + FRAME);
  });

  it('ends an idle worker and starts another one when needed', async () => {
    counter = new TokenCounter(scripted);
    jest.useFakeTimers();
    await counter.countTokens(saying('first'));
    jest.advanceTimersByTime(60_000);

    expect(await counter.countTokens(saying('second'))).toBe(6 + FRAME);
  });

  it('leaves nobody waiting when the service stops', async () => {
    counter = new TokenCounter(scripted);
    const count = counter.countTokens(saying('never'));
    await counter.onApplicationShutdown();

    expect(await count).toBe(estimateInputTokens(saying('never')));
  });

  it('falls back to the estimate where its program is not compiled', async () => {
    counter = new TokenCounter();

    expect(await counter.countTokens(saying('hello world'))).toBe(2 + FRAME);
  });
});

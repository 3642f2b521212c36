import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { RequestRecord } from '../../../src/request-context/request-record.js';
import { RequestLogBatcher } from '../../../src/observability/request-log-batcher.js';
import { RequestObservers } from '../../../src/request-context/request-observers.js';

const aContext = (requestId: string): RequestRecord => ({ head: { requestId } }) as RequestRecord;

describe('RequestLogBatcher', () => {
  let observers: RequestObservers;
  let ended: RequestLogBatcher;
  let written: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    observers = new RequestObservers();
    ended = new RequestLogBatcher(observers);
    written = [];
    ended.add(({ head: { requestId } }) => written.push(requestId));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('writes down a single request soon', () => {
    observers.onEnd(aContext('1'));
    expect(written).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['1']);
  });

  it('writes down many at once, each of them one time and in order', () => {
    const ids = Array.from({ length: 70 }, (_, index) => String(index));
    for (const id of ids) observers.onEnd(aContext(id));
    expect(written).toEqual(ids.slice(0, 64));
    jest.advanceTimersByTime(100);
    expect(written).toEqual(ids);
  });

  it.each(['flush', 'onApplicationShutdown'] as const)('has written everything down after %s', (method) => {
    observers.onEnd(aContext('1'));
    ended[method]();
    expect(written).toEqual(['1']);
    jest.advanceTimersByTime(1000);
    expect(written).toEqual(['1']);
  });

  it('goes on when a writer throws', () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    ended.add(() => {
      throw new Error('writer');
    });
    const others: string[] = [];
    ended.add(({ head: { requestId } }) => others.push(requestId));
    observers.onEnd(aContext('1'));
    ended.flush();
    expect([written, others]).toEqual([['1'], ['1']]);
    expect(error).toHaveBeenCalledTimes(1);
  });
});

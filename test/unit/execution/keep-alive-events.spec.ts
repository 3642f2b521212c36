import { beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { IdleListener, IdleTimer } from '../../../src/execution/idle-timer.js';
import { keepAliveEvents } from '../../../src/execution/keep-alive-events.js';
import type { ChatStreamItem } from '../../../src/protocol/openai/chat-completion.js';
import { RequestContext } from '../../../src/request-context/request-context.js';
import { RequestObservers } from '../../../src/request-context/request-observers.js';
import { createTestConversion, aRequest } from '../../support/test-conversion.js';
import type { MessageStreamEvent } from '../../../src/protocol/anthropic/stream-events.js';
import { aRequestHead } from '../../support/request-head.js';

const PING_INTERVAL = 1_000;
const FINISH_TIMEOUT = 2_000;

describe('keepAliveEvents', () => {
  let context: RequestContext;
  let upstream: Subject<readonly ChatStreamItem[]>;
  let listeners: Set<IdleListener>;
  let batches: string[][];
  let isComplete: boolean;

  /** Reports that nothing has happened for so long (ms). */
  const tick = (idleMs: number): void => {
    for (const listener of listeners) listener.onTick(idleMs);
  };

  beforeEach(() => {
    context = new RequestContext(aRequestHead(), new RequestObservers());
    upstream = new Subject();
    listeners = new Set();
    batches = [];
    isComplete = false;
    const timer = {
      pingInterval: PING_INTERVAL,
      watch: (listener: IdleListener) => void listeners.add(listener),
      unwatch: (listener: IdleListener) => void listeners.delete(listener),
    } as IdleTimer;
    upstream.pipe(keepAliveEvents(createTestConversion(aRequest()).openStream('req_1'), timer, context)).subscribe({
      next: (events) => batches.push((events as readonly MessageStreamEvent[]).map(({ type }) => type)),
      complete: () => (isComplete = true),
    });
  });

  it('starts the message at the first ping, then sends one ping per interval', () => {
    tick(PING_INTERVAL - 1);
    expect(batches).toEqual([]);
    tick(PING_INTERVAL);
    tick(PING_INTERVAL);
    expect(batches).toEqual([['message_start', 'ping'], ['ping']]);
  });

  it('sends no ping to a client that does not read, and none afterwards for the time that it did not', () => {
    upstream.next([{ choices: [{ delta: { content: 'Hi' } }] }]);
    batches.length = 0;
    context.state.flow.pause();
    for (let count = 0; count < 5; count += 1) tick(PING_INTERVAL);
    expect(batches).toEqual([]);
    context.state.flow.resume();
    expect(batches).toEqual([]);
    tick(PING_INTERVAL);
    expect(batches).toEqual([['ping']]);
  });

  it('ends a finished message when the usage does not arrive in time', () => {
    upstream.next([{ choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] }]);
    tick(FINISH_TIMEOUT - 1);
    expect(isComplete).toBe(false);
    tick(FINISH_TIMEOUT);
    expect(isComplete).toBe(true);
    expect(batches.at(-1)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
    expect(listeners.size).toBe(0);
  });
});

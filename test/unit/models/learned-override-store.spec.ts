import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LearnedOverrideStore } from '../../../src/models/learned-override-store.js';

describe('LearnedOverrideStore', () => {
  let store: LearnedOverrideStore;
  const record = (caller: string, model: string, field: string, isConfirmed = false): void =>
    void store.record({ upstream: 'u', model }, caller, { rejectedFields: [field] }, isConfirmed);
  const fieldsOf = (caller: string, model = 'm'): unknown[] =>
    store.find({ upstream: 'u', model }, caller).flatMap(({ overrides }) => overrides.rejectedFields);

  beforeEach(() => {
    jest.useFakeTimers();
    store = new LearnedOverrideStore();
  });
  afterEach(() => void jest.useRealTimers());

  it('applies an override to the caller that caused it, and to one model', () => {
    record('alice', 'm', 'stop');
    expect([fieldsOf('alice'), fieldsOf('bob'), fieldsOf('alice', 'other')]).toEqual([['stop'], [], []]);
  });

  it('shares an override once a second caller caused the same', () => {
    record('alice', 'm', 'stop');
    record('bob', 'm', 'top_p');
    expect(fieldsOf('carol')).toEqual([]);
    record('bob', 'm', 'stop');
    expect(fieldsOf('carol')).toEqual(['stop']);
    expect(fieldsOf('bob')).toEqual(['top_p', 'stop']);
  });

  it('does not take a repetition by the same caller for a confirmation', () => {
    record('alice', 'm', 'stop');
    record('alice', 'm', 'stop');
    expect(fieldsOf('bob')).toEqual([]);
  });

  it('confirms each field of an override on its own', () => {
    store.record(
      { upstream: 'u', model: 'm' },
      'alice',
      { rejectedFields: ['stop', 'top_p'], maxOutputTokens: 8192 },
      false,
    );
    store.record({ upstream: 'u', model: 'm' }, 'bob', { rejectedFields: ['top_p'], maxOutputTokens: 4096 }, false);
    expect(fieldsOf('carol')).toEqual(['top_p']);
  });

  it('shares an override of the proxy’s own request at once', () => {
    record('alice', 'm', 'stop', true);
    expect(fieldsOf('bob')).toEqual(['stop']);
  });

  it('forgets an override after an hour', () => {
    record('alice', 'm', 'stop');
    jest.advanceTimersByTime(3_599_999);
    expect(fieldsOf('alice')).toEqual(['stop']);
    jest.advanceTimersByTime(1);
    expect(fieldsOf('alice')).toEqual([]);
  });

  it('does not count an override that has expired as a confirmation', () => {
    record('alice', 'm', 'stop');
    jest.advanceTimersByTime(3_600_000);
    record('bob', 'm', 'stop');
    expect(fieldsOf('carol')).toEqual([]);
  });

  it('keeps 100 overrides per caller, without any effect on those of others', () => {
    record('bob', 'm', 'stop');
    for (let index = 0; index <= 100; index += 1) record('alice', `model-${index}`, 'stop');
    expect(store.list('alice')).toHaveLength(100);
    expect([fieldsOf('alice', 'model-0'), fieldsOf('alice', 'model-1'), fieldsOf('bob')]).toEqual([
      [],
      ['stop'],
      ['stop'],
    ]);
  });

  it('keeps the overrides of 1,000 callers', () => {
    for (let index = 0; index <= 1000; index += 1) record(`caller-${index}`, `model-${index}`, 'stop');
    expect(store.list('caller-0')).toEqual([]);
    expect(store.list('caller-1')).toHaveLength(1);
  });

  it('lists what applies to a caller', () => {
    record('alice', 'm', 'stop');
    record('bob', 'n', 'top_p', true);
    expect(store.list('alice')).toMatchObject([
      { model: 'm', overrides: { rejectedFields: ['stop'] }, isShared: false },
      { model: 'n', overrides: { rejectedFields: ['top_p'] }, isShared: true },
    ]);
    expect(store.list('carol')).toMatchObject([{ model: 'n' }]);
  });
});

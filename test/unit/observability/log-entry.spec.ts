import { describe, expect, it } from '@jest/globals';
import { createLogEntry } from '../../../src/observability/logging/log-entry.js';

const HUGE = 'x'.repeat(6 * 1024 * 1024);

describe('createLogEntry', () => {
  it.each([
    ['a text', HUGE],
    ['an error', new Error(HUGE)],
    ['a field', { message: 'request', model: HUGE }],
    ['a stack', { message: 'request', stack: HUGE }],
    ['a list', { message: 'dropped', dropped: Array.from({ length: 500_000 }, () => 'field') }],
    ['a text in a list', { message: 'dropped', dropped: [HUGE] }],
    ['a nested field', { message: 'learned', overrides: { field: HUGE } }],
  ])('limits the size of %s', (_, logged) => {
    expect(JSON.stringify(createLogEntry(logged)).length).toBeLessThan(10_000);
  });

  it('leaves an entry of usual size unchanged', () => {
    const entry = { message: 'request', model: 'claude-sonnet-5-5', dropped: ['top_k'] };
    expect(createLogEntry(entry)).toBe(entry);
  });
});

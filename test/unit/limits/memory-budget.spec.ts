import { describe, expect, it } from '@jest/globals';
import { MemoryBudget } from '../../../src/limits/memory-budget.service.js';
import { testOptions } from '../../support/options.js';

const aBudget = (): MemoryBudget => new MemoryBudget(testOptions({}));

describe('MemoryBudget', () => {
  it('is less than the heap', () => {
    expect(aBudget().limit).toBeGreaterThan(0);
  });

  it('refuses a request with 529 while others hold the memory, and accepts it afterwards', () => {
    const budget = aBudget();
    const other = budget.open();
    other.hold('request', budget.limit - 10);
    const lease = budget.open();
    expect(() => lease.hold('request', 11)).toThrow(expect.objectContaining({ status: 529 }));
    other.release();
    expect(() => lease.hold('request', 11)).not.toThrow();
  });

  it('refuses a request that can never fit with 413, so that its client does not retry it', () => {
    const budget = aBudget();
    expect(() => budget.open().hold('request', budget.limit + 1)).toThrow(expect.objectContaining({ status: 413 }));
  });

  it('refuses a response of an upstream with 502', () => {
    const budget = aBudget();
    expect(() => budget.open().hold('response', budget.limit + 1)).toThrow(expect.objectContaining({ status: 502 }));
  });

  it('counts what a request holds of each kind, not what it held before', () => {
    const budget = aBudget();
    const lease = budget.open();
    lease.hold('request', 100);
    lease.hold('output', 50);
    lease.hold('output', 20);
    expect(budget.heldBytes).toBe(120);
  });

  it('counts nothing that a request asks for after its end', () => {
    const budget = aBudget();
    const lease = budget.open();
    lease.hold('request', 100);
    lease.release();
    lease.hold('response', 100);
    lease.release();
    expect(budget.heldBytes).toBe(0);
  });

  it('counts a refusal', () => {
    const budget = aBudget();
    expect(() => budget.open().hold('request', budget.limit + 1)).toThrow();
    expect(budget.refusals).toBe(1);
  });
});

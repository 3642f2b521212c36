import { describe, expect, it } from '@jest/globals';
import { RefusedState } from '../../../../../src/conversion/shared/provider-state/refused-state.js';

describe('encrypted reasoning that was refused', () => {
  it('is recognized, and nothing else is', () => {
    const refused = new RefusedState();
    expect(refused.has('gAAAA1')).toBe(false);
    refused.add('gAAAA1');
    expect(refused.has('gAAAA1')).toBe(true);
    expect(refused.has('gAAAA2')).toBe(false);
  });
});

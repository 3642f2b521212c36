import { describe, expect, it } from '@jest/globals';
import { convertUpstreamHeaders } from '../../../src/errors/upstream-response-headers.js';

const now = new Date('2026-11-23T12:00:00Z');

describe('convertUpstreamHeaders', () => {
  it.each([
    ['retry-after', '7'],
    ['retry-after', '0.5'],
    ['retry-after', 'Mon, 23 Nov 2026 12:00:30 GMT'],
    ['retry-after-ms', '1500'],
  ])('forwards %s: %s', (name, value) => {
    expect(convertUpstreamHeaders({ [name]: value }, now)).toEqual({ [name]: value });
  });

  it.each([
    ['retry-after', '-1'],
    ['retry-after', 'soon'],
    ['retry-after', '99999999'],
    ['retry-after-ms', '1e9'],
    ['x-request-id', 'a b'],
    ['x-request-id', 'x'.repeat(129)],
    ['x-ratelimit-limit-requests', '-1'],
    ['x-ratelimit-limit-requests', 'many'],
    ['x-ratelimit-reset-tokens', ''],
    ['x-ratelimit-reset-tokens', 'tomorrow'],
    // A Unix timestamp, not a duration.
    ['x-ratelimit-reset-tokens', '1795435200'],
    ['anthropic-ratelimit-unified-status', 'allowed'],
  ])('drops %s: %s', (name, value) => {
    expect(convertUpstreamHeaders({ [name]: value }, now)).toEqual({});
  });

  it('uses the first value of a repeated header', () => {
    expect(convertUpstreamHeaders({ 'x-request-id': ['first', 'second'], 'retry-after': [] }, now)).toEqual({
      'x-upstream-request-id': 'first',
    });
  });

  it.each([
    ['20ms', '2026-11-23T12:00:00.020Z'],
    ['1.2s', '2026-11-23T12:00:01.200Z'],
    ['6m0s', '2026-11-23T12:06:00.000Z'],
    ['2m59.56s', '2026-11-23T12:02:59.560Z'],
    ['8h38m24s', '2026-11-23T20:38:24.000Z'],
    ['1d2h', '2026-11-24T14:00:00.000Z'],
    ['60', '2026-11-23T12:01:00.000Z'],
    ['0', '2026-11-23T12:00:00.000Z'],
  ])('converts the reset %s to a timestamp', (reset, timestamp) => {
    expect(convertUpstreamHeaders({ 'x-ratelimit-reset-requests': reset }, now)).toEqual({
      'anthropic-ratelimit-requests-reset': timestamp,
    });
  });

  it('converts all six rate limit headers', () => {
    const headers = {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-reset-tokens': '6m0s',
    };

    expect(convertUpstreamHeaders(headers, now)).toEqual({
      'anthropic-ratelimit-requests-limit': '60',
      'anthropic-ratelimit-requests-remaining': '59',
      'anthropic-ratelimit-requests-reset': '2026-11-23T12:00:01.000Z',
      'anthropic-ratelimit-tokens-limit': '150000',
      'anthropic-ratelimit-tokens-remaining': '149984',
      'anthropic-ratelimit-tokens-reset': '2026-11-23T12:06:00.000Z',
    });
  });
});

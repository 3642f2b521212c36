import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toolCallIdForClient, toolCallIdForUpstream } from '../../../../src/conversion/shared/tool-names.js';

describe('tool call ids', () => {
  it.each(['call_abc', 'toolu_01A-b', 'x'.repeat(64)])('leaves %s as it is', (id) => {
    expect(toolCallIdForClient(id)).toBe(id);
    expect(toolCallIdForUpstream(id)).toBe(id);
  });

  it('takes every id of an upstream there and back, legal on the way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constant('toolu_b64_x')), (id) => {
        expect(toolCallIdForClient(id)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(toolCallIdForUpstream(toolCallIdForClient(id))).toBe(id);
      }),
    );
  });

  it('hashes an id that is too long for the upstream, always the same way', () => {
    const hashed = toolCallIdForUpstream('x'.repeat(41), 40);
    expect(hashed).toMatch(/^call_[0-9a-f]{32}$/);
    expect(toolCallIdForUpstream('x'.repeat(41), 40)).toBe(hashed);
    expect(toolCallIdForUpstream('y'.repeat(41), 40)).not.toBe(hashed);
    expect(toolCallIdForUpstream('x'.repeat(40), 40)).toBe('x'.repeat(40));
  });

  it('hashes an id of another origin that is too long for most upstreams, and keeps an upstream’s own', () => {
    expect(toolCallIdForUpstream('x'.repeat(65))).toMatch(/^call_[0-9a-f]{32}$/);
    expect(toolCallIdForUpstream(toolCallIdForClient('x'.repeat(65)))).toBe('x'.repeat(65));
  });

  it('gives an id to a call that came without one, and the same to its result', () => {
    expect(toolCallIdForUpstream('')).toMatch(/^call_[0-9a-f]{32}$/);
    expect(toolCallIdForUpstream(toolCallIdForClient(''))).toBe(toolCallIdForUpstream(''));
  });
});

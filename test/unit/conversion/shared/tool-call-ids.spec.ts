import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ToolCallIds,
  toolCallIdForClient,
  toolCallIdForUpstream,
} from '../../../../src/conversion/shared/tool-call-ids.js';

describe('tool call ids', () => {
  it.each(['call_abc', 'toolu_01A-b', 'x'.repeat(64)])('leaves %s as it is', (id) => {
    expect(toolCallIdForClient(id)).toBe(id);
    expect(toolCallIdForUpstream(id)).toBe(id);
  });

  it('takes every id of an upstream there and back, legal on the way', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom('toolu_b64_x', 'toolu_re_a_x')),
        (id) => {
          expect(toolCallIdForClient(id)).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(toolCallIdForUpstream(toolCallIdForClient(id))).toBe(id);
        },
      ),
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

  it('replaces an id that the conversation contains already, reversibly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant('call_0'), fc.string({ unit: 'grapheme', minLength: 1 })), (upstreamId) => {
        const block = { type: 'tool_use' as const, id: toolCallIdForClient(upstreamId), name: 'Bash', input: {} };
        const ids = new ToolCallIds([{ role: 'assistant', content: [block] }], () => 'new1');
        const id = ids.assign(upstreamId);
        expect(id).not.toBe(block.id);
        expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(toolCallIdForUpstream(id)).toBe(upstreamId);
      }),
    );
  });

  it('gives a new id to a second call of a response with the same one, and to a call without one', () => {
    const ids = new ToolCallIds([], () => 'new1');
    expect(['call_0', 'call_0', ''].map((id) => ids.assign(id))).toEqual(['call_0', 'toolu_new1', 'toolu_new1']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ToolNames } from '../../../../src/conversion/request/tool-names.js';

describe('ToolNames', () => {
  const long = `mcp__${'x'.repeat(60)}`;
  const names = new ToolNames(['Bash', 'a.b', 'a/b', long, 'größe', '__proto__', 'constructor']);

  it('keeps legal names', () => {
    expect(names.toUpstream('Bash')).toBe('Bash');
    expect(names.toUpstream('x'.repeat(64))).toBe('x'.repeat(64));
    expect(names.toClient('Bash')).toBe('Bash');
  });

  it('makes every name legal and distinct, with the way back', () => {
    expect(new Set(names.upstreamNames).size).toBe(7);
    for (const name of names.upstreamNames) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(names.toUpstream(names.toClient(name))).toBe(name);
    }
  });

  it('hands on names that it does not know', () => {
    expect(names.toClient('toString')).toBe('toString');
    expect(names.toUpstream('')).toMatch(/^_[0-9a-f]{8}$/);
  });
});

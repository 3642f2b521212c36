import { describe, expect, it } from '@jest/globals';
import { ToolNames } from '../../../../src/conversion/shared/tool-names.js';

describe('ToolNames', () => {
  const long = `mcp__${'x'.repeat(60)}`;
  const names = new ToolNames(
    ['Bash', 'a.b', 'a/b', long, 'größe', '__proto__', 'constructor'].map((name) => ({ name })),
  );

  it('keeps legal names', () => {
    expect(names.nameForUpstream('Bash')).toBe('Bash');
    expect(names.nameForUpstream('x'.repeat(64))).toBe('x'.repeat(64));
    expect(names.nameForClient('Bash')).toEqual({ name: 'Bash' });
  });

  it('makes every name legal and distinct, with the way back', () => {
    expect(new Set(names.upstreamNames).size).toBe(7);
    for (const name of names.upstreamNames) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(names.nameForUpstream(names.nameForClient(name).name)).toBe(name);
    }
  });

  it('hands on names that it does not know', () => {
    expect(names.nameForClient('toString')).toEqual({ name: 'toString' });
    expect(names.nameForUpstream('')).toMatch(/^_[0-9a-f]{8}$/);
  });

  it('tells the members of toolsets apart', () => {
    const members = new ToolNames([
      { name: 'zoom', toolset_name: 'computer' },
      { name: 'zoom', toolset_name: 'browser' },
      { name: 'zoom' },
    ]);
    expect(members.upstreamNames).toEqual(['computer__zoom', 'browser__zoom', 'zoom']);
    expect(members.nameForUpstream('zoom', 'browser')).toBe('browser__zoom');
    expect(members.nameForClient('browser__zoom')).toEqual({ name: 'zoom', toolset_name: 'browser' });
    expect(members.nameForUpstream('zoom', null)).toBe('zoom');
  });
});

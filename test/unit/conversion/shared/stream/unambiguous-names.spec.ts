import { describe, expect, it } from '@jest/globals';
import { findUnambiguousNames } from '../../../../../src/conversion/shared/stream/tool-call-buffer.js';

describe('findUnambiguousNames', () => {
  it('leaves out the beginnings of other names', () => {
    const names = ['get', 'Bash', 'get_time', 'get-x', 'get_time_zone', 'Bash', 'zip'];
    expect([...findUnambiguousNames(names)].sort()).toEqual(['Bash', 'get-x', 'get_time_zone', 'zip']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { toSettledNames } from '../../../../src/conversion/stream/to-settled-names.js';

describe('toSettledNames', () => {
  it('leaves out the beginnings of other names', () => {
    const names = ['get', 'Bash', 'get_time', 'get-x', 'get_time_zone', 'Bash', 'zip'];
    expect([...toSettledNames(names)].sort()).toEqual(['Bash', 'get-x', 'get_time_zone', 'zip']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { formatHelp } from '../../../src/cli/command-line.js';
import { variables } from '../../../src/config/variables/variables.js';

describe('formatHelp', () => {
  const lines = formatHelp().split('\n');

  it('lists every option, and every variable with its default', () => {
    for (const option of ['--help', '--version', '--check', '--print-config']) expect(formatHelp()).toContain(option);
    for (const { name, default: value } of variables) {
      expect(lines).toContain(value === undefined ? `  ${name}` : `  ${name}=${value}`);
    }
  });

  it('fits a terminal of 80 columns, without Markdown', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(formatHelp()).not.toContain('`');
  });
});

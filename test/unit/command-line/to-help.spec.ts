import { describe, expect, it } from '@jest/globals';
import { toHelp } from '../../../src/command-line/to-help.js';
import { variables } from '../../../src/config/variables.js';

describe('toHelp', () => {
  const lines = toHelp().split('\n');

  it('names every option and every variable with its default', () => {
    for (const option of ['--help', '--version', '--check', '--print-config']) expect(toHelp()).toContain(option);
    for (const { name, default: value } of variables) {
      expect(lines).toContain(value === undefined ? `  ${name}` : `  ${name}=${value}`);
    }
  });

  it('fits a terminal of 80 columns, without Markdown', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(toHelp()).not.toContain('`');
  });
});

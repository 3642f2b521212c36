import { describe, expect, it } from '@jest/globals';
import { parseArguments } from '../../../src/cli/command-line.js';

describe('parseArguments', () => {
  it.each([
    [[], 'serve'],
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--version'], 'version'],
    [['-v'], 'version'],
    [['--print-config'], 'print-config'],
    [['--check'], 'check'],
    [['--check', '--help'], 'help'],
  ])('%j: %s', (args, kind) => {
    expect(parseArguments(args)).toEqual({ kind });
  });

  it.each([
    [['--port', '80'], '--port'],
    [['-x'], '-x'],
    [['start'], 'start'],
    [['--check=yes'], '--check'],
  ])('takes %j for a misuse, and names it', (args, name) => {
    expect(parseArguments(args)).toEqual({ kind: 'invalid', reason: expect.stringContaining(name) });
  });
});

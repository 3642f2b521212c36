import { describe, expect, it } from '@jest/globals';
import { toCommand } from '../../../src/command-line/to-command.js';

describe('toCommand', () => {
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
    expect(toCommand(args)).toEqual({ kind });
  });

  it.each([
    [['--port', '80'], '--port'],
    [['-x'], '-x'],
    [['start'], 'start'],
    [['--check=yes'], '--check'],
  ])('takes %j for a misuse, and names it', (args, name) => {
    expect(toCommand(args)).toEqual({ kind: 'misused', reason: expect.stringContaining(name) });
  });
});

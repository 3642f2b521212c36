import { parseArgs } from 'node:util';

/** The parsed command line. */
export type Command =
  | { readonly kind: 'serve' | 'help' | 'version' | 'print-config' | 'check' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The options in order of precedence: the first that is given is the command. */
const kinds = ['help', 'version', 'print-config', 'check'] as const;

/** Parses the arguments that follow the program's name. */
export function parseArguments(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        'print-config': { type: 'boolean' },
        check: { type: 'boolean' },
      },
    });
    return { kind: kinds.find((kind) => values[kind]) ?? 'serve' };
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
}

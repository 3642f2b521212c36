import { parseArgs } from 'node:util';

/** What the process is asked to do; `misused` when that cannot be told, with the reason. */
export type Command =
  | { readonly kind: 'serve' | 'help' | 'version' | 'print-config' | 'check' }
  | { readonly kind: 'misused'; readonly reason: string };

/** The options in the order in which they win over each other; the first that is given decides. */
const kinds = ['help', 'version', 'print-config', 'check'] as const;

/** Reads the arguments behind the program's name. */
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
    return { kind: 'misused', reason: error instanceof Error ? error.message : String(error) };
  }
}

import { ConfigError } from '../config/config-error.js';
import { loadConfiguration, type Configuration } from '../config/configuration.js';
import { version } from '../version.js';
import { parseArguments } from './arguments.js';
import { formatConfigListing } from './config-listing.js';
import { INVALID_CONFIGURATION, INVALID_USAGE } from './exit-codes.js';
import { formatHelp } from './help.js';

/** Runs the command of the arguments and returns the exit code. The service keeps running after this has returned. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const command = parseArguments(args);
  switch (command.kind) {
    case 'help':
      return print(formatHelp());
    case 'version':
      return print(version);
    case 'print-config':
      return printConfiguration(formatConfigListing);
    case 'check':
      return printConfiguration(formatCheckResult);
    case 'invalid':
      return printErrors([command.reason, "Run 'claude-proxy --help' for a list of options."], INVALID_USAGE);
    case 'serve':
      // Loads the framework, which the other commands do not need.
      await (await import('./serve.js')).serve();
      return 0;
  }
}

/** Prints a valid configuration, or all problems of an invalid one. */
function printConfiguration(format: (configuration: Configuration) => string): number {
  try {
    return print(format(loadConfiguration()));
  } catch (error) {
    if (error instanceof ConfigError) return printErrors(error.problems, INVALID_CONFIGURATION);
    throw error;
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function printErrors(lines: readonly string[], exitCode: number): number {
  process.stderr.write(lines.map((line) => `claude-proxy: ${line}\n`).join(''));
  return exitCode;
}

function formatCheckResult({ warnings }: Configuration): string {
  return [...warnings.map((warning) => `Warning: ${warning}`), 'The configuration is valid.'].join('\n');
}

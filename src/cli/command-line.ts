import { ConfigError } from '../config/config-error.js';
import { loadConfiguration, type Configuration } from '../config/load-configuration.js';
import { version } from '../version.js';
import { BAD_CONFIGURATION, BAD_USAGE } from './process-exit.js';
import { parseArguments } from './arguments.js';
import { formatConfigListing } from './config-listing.js';
import { formatHelp } from './help.js';

/** Does what the arguments say, and tells the exit code. Without any, the service runs on after this has returned. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const command = parseArguments(args);
  switch (command.kind) {
    case 'help':
      return say(formatHelp());
    case 'version':
      return say(version);
    case 'print-config':
      return inspect((configuration) => formatConfigListing(configuration));
    case 'check':
      return inspect(({ warnings }) => [...warnings.map(toWarningLine), 'The configuration is valid.'].join('\n'));
    case 'misused':
      return complain([command.reason, "Run 'claude-proxy --help' for a list of options."], BAD_USAGE);
    case 'serve':
      // Loads the framework, which the other commands can do without.
      await (await import('./serve.js')).serve();
      return 0;
  }
}

/** Says what is to be said of a valid configuration, or names every problem of another one. */
function inspect(describe: (configuration: Configuration) => string): number {
  try {
    return say(describe(loadConfiguration()));
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.problems, BAD_CONFIGURATION);
    throw error;
  }
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complain(lines: readonly string[], exitCode: number): number {
  process.stderr.write(lines.map((line) => `claude-proxy: ${line}\n`).join(''));
  return exitCode;
}

const toWarningLine = (warning: string): string => `Warning: ${warning}`;

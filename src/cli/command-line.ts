import { parseArgs } from 'node:util';
import { ConfigError } from '../config/config-error.js';
import { loadConfiguration } from '../config/configuration.js';
import type { Configuration } from '../config/configuration.js';
import type { Setting } from '../config/effective-settings.js';
import { variables } from '../config/variables/variables.js';
import type { Variable } from '../config/variables/variable.js';
import { version } from '../version.js';
import { INVALID_CONFIGURATION, INVALID_USAGE } from './process-exit.js';

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

/** The parsed command line. */
type Command =
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

const WIDTH = 74;

/** Formats the output of `--help`: the options, and every variable with one sentence. */
export function formatHelp(): string {
  return `Usage: claude-proxy [option]

Serves the Anthropic Messages API from any OpenAI-compatible API. Without an
option, the service starts. It is configured by environment variables and by a
file .env in the working directory; the environment takes precedence.

Options:
  -h, --help          print this help and exit
  -v, --version       print the version and exit
      --check         validate the configuration, including the routes file, and
                      exit with 0, or with 78 and a list of all problems
      --print-config  print the effective configuration, with secrets masked

Environment variables and their defaults:
${variables.map(formatEntry).join('')}
To connect a client, set ANTHROPIC_BASE_URL=http://localhost:8085.`;
}

function formatEntry({ name, description, default: value }: Variable): string {
  const head = value === undefined ? name : `${name}=${value}`;
  return `  ${head}\n${wrap(extractFirstSentence(description))}`;
}

/** Descriptions are Markdown; the text after the first sentence or semicolon only appears in docs/configuration.md. */
function extractFirstSentence(description: string): string {
  const [sentence = ''] = description.split(/[.;] /, 1);
  return sentence.replaceAll('`', '');
}

const wrap = (text: string): string => text.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '      $1\n');

const ORIGIN_COLUMN = 60;

/** Formats the output of `--print-config`: every variable with the origin of its value, and the warnings. */
export function formatConfigListing({ settings, warnings }: Configuration): string {
  return [...settings.map(formatSetting), ...warnings.map((warning) => `# Warning: ${warning}`)].join('\n');
}

function formatSetting({ name, value, origin }: Setting): string {
  return value === undefined ? `# ${name} is not set` : `${`${name}=${value}`.padEnd(ORIGIN_COLUMN)} # ${origin}`;
}

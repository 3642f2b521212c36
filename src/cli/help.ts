import { variables, type Variable } from '../config/variables.js';

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

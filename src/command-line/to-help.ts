import { variables, type Variable } from '../config/variables.js';

const WIDTH = 74;

/** Writes what `--help` shows: the options, and every variable in one sentence. */
export function toHelp(): string {
  return `Usage: claude-proxy [option]

Serves Anthropic's Messages API from any OpenAI-compatible Chat Completions API.
Without an option the service starts; environment variables configure it, and so
does a file .env in the working directory, over which the environment wins.

Options:
  -h, --help          show this help
  -v, --version       show the version
      --check         check the configuration, routes file included, and exit:
                      0 when it is valid, 78 with every problem when it is not
      --print-config  show the configuration that applies, secrets masked

Variables, with their defaults:
${variables.map(toEntry).join('')}
Address for clients: ANTHROPIC_BASE_URL=http://localhost:8085`;
}

function toEntry({ name, description, default: value }: Variable): string {
  const head = value === undefined ? name : `${name}=${value}`;
  return `  ${head}\n${wrap(toFirstSentence(description))}`;
}

/** The descriptions are Markdown; what stands behind the first sentence or semicolon is for the README. */
function toFirstSentence(description: string): string {
  const [sentence = ''] = description.split(/[.;] /, 1);
  return sentence.replaceAll('`', '');
}

const wrap = (text: string): string => text.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '      $1\n');

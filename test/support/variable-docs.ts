import type { Variable } from '../../src/config/variables/variable.js';

const start = '<!-- variables:start -->';
const end = '<!-- variables:end -->';

/** Generates `.env.example`: every variable with its description, all commented out. */
export function formatEnvExample(variables: readonly Variable[]): string {
  const entries = variables.flatMap(({ name, description, isExternal, default: value, example }) => {
    const shown = value ?? example;
    return shown === undefined || isExternal ? [] : `# ${description.replaceAll('`', '')}.\n# ${name}=${shown}\n`;
  });
  const introduction =
    '# Copy this file to .env and uncomment the variables to set. The environment takes precedence over .env.\n';
  return [introduction, ...entries].join('\n');
}

/** Replaces the list of variables that the compose file passes to the container, except those that it sets itself. */
export function replaceComposeVariables(file: string, variables: readonly Variable[]): string {
  const [composeStart, composeEnd] = ['# variables:start\n', '      # variables:end'];
  const before = file.slice(0, file.indexOf(composeStart) + composeStart.length);
  const after = file.slice(file.indexOf(composeEnd));
  const passedOn = variables.filter(({ name }) => !before.includes(`{${name}:-`));
  return `${before}${passedOn.map(({ name }) => `      ${name}:\n`).join('')}${after}`;
}

/** Replaces the table of variables in docs/configuration.md. */
export function replaceVariablesTable(page: string, variables: readonly Variable[]): string {
  const before = page.slice(0, page.indexOf(start) + start.length);
  const after = page.slice(page.indexOf(end));
  return `${before}\n\n${formatTable(variables)}\n\n${after}`;
}

function formatTable(variables: readonly Variable[]): string {
  const rows = variables.map(
    ({ name, description, default: value }) => [`\`${name}\``, description, value ? `\`${value}\`` : ''] as const,
  );
  const table = [['Variable', 'Description', 'Default'], ['---', '---', '---'], ...rows];
  return table.map((cells) => `| ${cells.join(' | ')} |`.replace('|  |', '| |')).join('\n');
}

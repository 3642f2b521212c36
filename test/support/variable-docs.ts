import type { Variable } from '../../src/config/variables.js';

const start = '<!-- variables:start -->';
const end = '<!-- variables:end -->';

/** Writes `.env.example`: every variable with its description, none of them set. */
export function toEnvExample(variables: readonly Variable[]): string {
  const entries = variables.flatMap(({ name, description, isExternal, default: value, example }) => {
    const shown = value ?? example;
    return shown === undefined || isExternal ? [] : `# ${description.replaceAll('`', '')}.\n# ${name}=${shown}\n`;
  });
  const introduction =
    '# Copy this file to .env and remove the "# " in front of what you set. The environment wins over .env.\n';
  return [introduction, ...entries].join('\n');
}

/** Replaces the list of variables that the compose file hands on; those that it gives a value of its own stand apart. */
export function withComposeVariables(file: string, variables: readonly Variable[]): string {
  const [composeStart, composeEnd] = ['# variables:start\n', '      # variables:end'];
  const before = file.slice(0, file.indexOf(composeStart) + composeStart.length);
  const after = file.slice(file.indexOf(composeEnd));
  const handedOn = variables.filter(({ name }) => !before.includes(`{${name}:-`));
  return `${before}${handedOn.map(({ name }) => `      ${name}:\n`).join('')}${after}`;
}

/** Replaces the table of variables in the README. */
export function withVariablesTable(readme: string, variables: readonly Variable[]): string {
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  const after = readme.slice(readme.indexOf(end));
  return `${before}\n\n${toTable(variables)}\n\n${after}`;
}

function toTable(variables: readonly Variable[]): string {
  const rows = variables.map(
    ({ name, description, default: value }) => [`\`${name}\``, description, value ? `\`${value}\`` : ''] as const,
  );
  const table = [['Variable', 'Meaning', 'Default'], ['---', '---', '---'], ...rows];
  return table.map((cells) => `| ${cells.join(' | ')} |`.replace('|  |', '| |')).join('\n');
}

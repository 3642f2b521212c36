// @ts-check
/** Writes the results of all clients to docs/clients.md. */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * @typedef {import('./run-client.mjs').Outcome} Outcome
 * @typedef {import('./run-client.mjs').Result} Result
 * @typedef {import('./scenarios.mjs').Scenario} Scenario
 */

const page = new URL('../../docs/clients.md', import.meta.url);
const marks = /(?<=<!-- results:start -->\n).*(?=<!-- results:end -->)/su;
const signs = { passed: '✓', failed: '✗', absent: '–' };

/**
 * @param {Outcome[]} outcomes
 * @param {Scenario[]} scenarios
 */
export function writeResults(outcomes, scenarios) {
  const parts = [
    `Run on ${new Date().toISOString().slice(0, 10)} with Node ${process.version.slice(1)} on ${process.platform}.`,
    toTable(outcomes, scenarios),
    toSuites(outcomes),
    'The columns have the following meaning:',
    scenarios.map(({ column, meaning }) => `- **${column}:** ${meaning}`).join('\n'),
    'The following clients do not support a feature:',
    toReasons(outcomes, scenarios),
  ];
  const results = `\n${parts.filter((part) => part !== '').join('\n\n')}\n\n`;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(marks, () => results),
  );
}

/**
 * @param {Outcome[]} outcomes
 * @param {Scenario[]} scenarios
 */
function toTable(outcomes, scenarios) {
  const rows = [
    ['Client', 'Version', ...scenarios.map(({ column }) => column)],
    ['---', '---', ...scenarios.map(() => ':-:')],
    ...outcomes.map(({ client, results }) => [
      client.title,
      toVersion(client),
      ...results.map(({ state }) => signs[state]),
    ]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {import('./install.mjs').Client} client */
function toVersion({ packages }) {
  const [first = ''] = Object.values(packages);
  return first.replace(/^v/, '');
}

/** @param {Outcome[]} outcomes */
function toSuites(outcomes) {
  return outcomes.flatMap(({ suites }) => suites.map(({ name, reason }) => `**${name}**: ${reason}.`)).join('\n\n');
}

/**
 * @param {Outcome[]} outcomes
 * @param {Scenario[]} scenarios
 */
function toReasons(outcomes, scenarios) {
  const columnOf = (/** @type {Result} */ { name }) => scenarios.find((scenario) => scenario.name === name)?.column;
  return outcomes
    .flatMap(({ client, results }) => {
      const absent = results.filter(({ state }) => state === 'absent');
      const reasons = absent.map((result) => `${columnOf(result)} (${result.reason})`);
      return reasons.length > 0 ? [`- ${client.title}: ${reasons.join(', ')}`] : [];
    })
    .join('\n');
}

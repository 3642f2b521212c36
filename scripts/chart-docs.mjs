/** Generates the tables in the chart's README from the comments and defaults in its values.yaml: `npm run docs:chart`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

const start = '<!-- values:start -->';
const end = '<!-- values:end -->';

/**
 * A value that values.yaml documents.
 * @typedef {object} ChartValue
 * @property {string} section The `##` heading above the value.
 * @property {string} path The keys from the top of the file, joined by dots.
 * @property {string} description Markdown.
 * @property {unknown} value The default, or what the comment shows if the value is commented out.
 * @property {boolean} isSet Whether values.yaml sets the value, rather than only showing it in a comment.
 */

/**
 * Reads the values that a `# -- description` comment precedes, in the syntax of helm-docs. Unlike helm-docs, it also
 * reads the values that are commented out.
 * @param {string} source
 */
export function readValues(source) {
  /** @type {unknown} */
  const defaults = parse(source);
  /** @type {ChartValue[]} */
  const values = [];
  /** @type {{ key: string, indent: number }[]} */
  const parents = [];
  let section = '';
  let description = '';
  for (const line of source.split('\n')) {
    const [, heading] = /^## (.+)/.exec(line) ?? [];
    const [, firstLine] = /^ *# -- (.+)/.exec(line) ?? [];
    const [, indentation, comment, key, shown] = /^( *)(# )?([a-z]\w*):( .+)?$/i.exec(line) ?? [];
    const [, nextLine] = /^ *# (.+)/.exec(line) ?? [];
    if (heading) section = heading;
    else if (firstLine) description = firstLine;
    else if (key !== undefined) {
      while (parents.some(({ indent }) => indent >= indentation.length)) parents.pop();
      const keys = [...parents.map((parent) => parent.key), key];
      if (!comment) parents.push({ key, indent: indentation.length });
      /** @type {unknown} */
      const value = comment ? parse(shown ?? '') : valueAt(defaults, keys);
      if (description) values.push({ section, path: keys.join('.'), description, value, isSet: !comment });
      description = '';
    } else if (description && nextLine) description += ` ${nextLine}`;
  }
  return values;
}

/**
 * @param {unknown} values
 * @param {string[]} keys
 * @returns {unknown}
 */
function valueAt(values, [key, ...rest]) {
  if (key === undefined) return values;
  return valueAt(/** @type {Record<string, unknown>} */ (values)[key], rest);
}

/**
 * Replaces the tables between the markers in the README.
 * @param {string} readme
 * @param {readonly ChartValue[]} values
 */
export function withValuesTables(readme, values) {
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  const after = readme.slice(readme.indexOf(end));
  const sections = [...new Set(values.map(({ section }) => section))];
  const tables = sections.map((section) => {
    const rows = values.filter((value) => value.section === section).map(formatRow);
    return [`### ${section}\n`, '| Value | Description | Default |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return `${before}\n\n${tables.join('\n\n')}\n\n${after}`;
}

/** @param {ChartValue} value */
function formatRow({ path, description, value }) {
  const hasDefault = value !== '' && !/not set by default/i.test(description);
  const cells = [`\`${path}\``, description, hasDefault ? `\`${JSON.stringify(value)}\`` : ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace('|  |', '| |');
}

function writeReadme() {
  const [source, readme] = ['values.yaml', 'README.md'].map((name) => `helm/claude-proxy/${name}`);
  const values = readValues(readFileSync(source, 'utf8'));
  writeFileSync(readme, withValuesTables(readFileSync(readme, 'utf8'), values));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeReadme();

import { existsSync, readFileSync } from 'node:fs';
import { dialectNames } from '../../src/dialects/index.js';
import { toAgreementTable } from './agreement-table.js';
import { readFixtures } from './fixtures.js';
import type { Fixture } from './fixtures.js';
import { toTable } from './markdown-table.js';
import { toTokenTables } from './token-tables.js';

/** One promise of the conversion, or one that is deliberately not made. */
export interface Rule {
  readonly id: string;
  readonly rule: string;
  /** Public issues that reported what happens without it. */
  readonly issues?: readonly string[];
  /** What proves it beside fixtures: `<file>: <title of the test>`. */
  readonly tests?: readonly string[];
  /** What of it is not kept, and why. */
  readonly gap?: string;
}

/** Rules about one thing. */
export interface Area {
  readonly area: string;
  readonly rules: readonly Rule[];
}

const project = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): string => readFileSync(project(path), 'utf8');

export const areas = JSON.parse(read('docs/conformance/rules.json')) as readonly Area[];
const rules = areas.flatMap((area) => area.rules);
const fixtures = readFixtures();
const fixturesOf = ({ id }: Rule): readonly Fixture[] => fixtures.filter((fixture) => fixture.rules.includes(id));

/** Lists what is wrong with the rules: none may be without proof or reason, nor name what is not there. */
export function findFaults(): string[] {
  const ids = rules.map(({ id }) => id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands there twice`),
    ...fixtures.flatMap(({ name, rules: named }) =>
      named.filter((id) => !ids.includes(id)).map((id) => `${name}/rules.txt names ${id}, which is no rule`),
    ),
    ...rules
      .filter((rule) => fixturesOf(rule).length === 0 && !rule.tests?.length && !rule.gap)
      .map(({ id }) => `${id} has neither fixture nor test nor reason`),
    ...findBareProviders(),
    ...rules.flatMap(({ id, tests = [] }) =>
      tests.filter(isMissing).map((test) => `${id} names a missing test: ${test}`),
    ),
  ];
}

function isMissing(test: string): boolean {
  const [, file = '', title = ''] = /^(\S+?): (.+)$/.exec(test) ?? [];
  if (!existsSync(project(file))) return true;
  const source = read(file);
  return ![`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
}

/** Writes docs/CONFORMANCE.md. */
export function toConformanceDocument(): string {
  return [
    '# Conformance',
    'Written by `npm run docs:conformance` from `docs/conformance/` and the fixtures; do not edit it here.',
    toSummary(),
    ...areas.map(toSection),
    '## Providers',
    'What each provider does differently stands in `src/dialects/`. These vectors show it; a test fails when a provider has none of a kind.',
    toProviders(),
    '## Where a streamed and a whole answer differ',
    read('docs/conformance/agreement.md').trim(),
    toAgreementTable(fixtures),
    '## Fuzzing',
    read('docs/conformance/fuzzing.md').trim(),
    '## Counting tokens',
    read('docs/conformance/tokens.md').trim(),
    toTokenTables(),
  ]
    .join('\n\n')
    .concat('\n');
}

function toSummary(): string {
  const open = rules.filter(({ gap }) => gap);
  const refused = open.filter((rule) => statusOf(rule) === 'not');
  return [
    `${rules.length} rules. ${rules.length - open.length} hold without reserve, ${open.length - refused.length} in part,`,
    `${refused.length} are deliberately not kept; the reasons stand with them. A _vector_ is a folder of`,
    '`test/fixtures/`: what came in and what must go out. The other proofs are tests, named by their file and title.',
    '`test/unit/conformance.spec.ts` fails when a rule has neither proof nor reason, or when a proof is gone.',
  ].join('\n');
}

const statusOf = (rule: Rule): 'holds' | 'in part' | 'not' => {
  if (!rule.gap) return 'holds';
  return fixturesOf(rule).length > 0 || rule.tests?.length ? 'in part' : 'not';
};

function toSection({ area, rules: own }: Area): string {
  return [`## ${area}`, toTable(['Rule', 'What holds', 'Status', 'Proof'], own.map(toRow))].join('\n\n');
}

function toRow(rule: Rule): string[] {
  const { id, rule: sentence, issues = [], tests = [], gap } = rule;
  const status = statusOf(rule);
  const proofs = [...fixturesOf(rule).map(toLink), ...tests.map(toTestName)];
  return [
    `\`${id}\``,
    sentence + (issues.length > 0 ? ` (${issues.join(', ')})` : ''),
    status === 'holds' ? 'holds' : `${status}: ${gap}`,
    proofs.join('<br>'),
  ];
}

const toLink = ({ name }: Fixture): string => `[${name}](../test/fixtures/${name})`;
const toTestName = (test: string): string => test.replace(/^test\/(\S+?)\.spec\.ts: (.*)$/, '$1: “$2”');

/** What a vector shows, by the file that holds what must go out. */
const KINDS = {
  Requests: 'chat-request.json',
  'Whole replies': 'message.json',
  Streams: 'events.jsonl',
  Errors: 'error.json',
} as const;

function vectorsOf(provider: string, file: string): readonly Fixture[] {
  return fixtures.filter((fixture) => fixture.dialect === provider && fixture.has(file));
}

function findBareProviders(): string[] {
  return dialectNames.flatMap((provider) =>
    Object.entries(KINDS)
      .filter(([, file]) => vectorsOf(provider, file).length === 0)
      .map(([kind]) => `${provider} has no vector of: ${kind}`),
  );
}

function toProviders(): string {
  const toCell = (provider: string, file: string): string =>
    vectorsOf(provider, file)
      .map(({ name, behaviour }) => `[${behaviour}](../test/fixtures/${name})`)
      .join('<br>');
  const rows = dialectNames
    .filter((provider) => provider !== 'standard')
    .map((provider) => [provider, ...Object.values(KINDS).map((file) => toCell(provider, file))]);
  return toTable(['Provider', ...Object.keys(KINDS)], rows);
}

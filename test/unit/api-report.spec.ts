import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildApiReport } from '../support/api-report.js';

const isAccepting = 'acceptApi' in globalThis;
const FILE = 'docs/api-report.d.ts';
const HEAD = `// What platform teams can import from 'claude-proxy'. A change that breaks them needs a new major version.
// Written by \`npm run docs:api\`; a test keeps it equal to the code.

`;

describe('the public surface', () => {
  it('matches the report, so that each change is a decision about compatibility', () => {
    const report = `${HEAD}${buildApiReport()}\n`;
    if (isAccepting) writeFileSync(FILE, report);
    expect(report).toBe(readFileSync(FILE, 'utf8'));
  }, 120_000);
});

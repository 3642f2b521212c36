import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findFaults, buildConformanceDocument } from '../support/conformance.js';

const document = new URL('../../docs/conformance.md', import.meta.url);

/** Set by `npm run docs:conformance`: the document is written instead of compared. */
const isAccepting = 'acceptConformance' in globalThis;

describe('the conformance rules', () => {
  it('have a fixture, a test or a reason each, and name only existing tests', () => {
    expect(findFaults()).toEqual([]);
  });

  it('matches docs/conformance.md', () => {
    const expected = buildConformanceDocument();
    if (isAccepting) writeFileSync(document, expected);
    expect(readFileSync(document, 'utf8')).toBe(expected);
  });
});

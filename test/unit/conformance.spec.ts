import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findFaults, toConformanceDocument } from '../support/conformance.js';

const document = new URL('../../docs/CONFORMANCE.md', import.meta.url);

/** `npm run docs:conformance` sets this: the document is then written rather than compared. */
const isAccepting = 'acceptConformance' in globalThis;

describe('the table of conformance', () => {
  it('has a proof or a reason for every rule, and names only proofs that are there', () => {
    expect(findFaults()).toEqual([]);
  });

  it('is what docs/CONFORMANCE.md shows', () => {
    const expected = toConformanceDocument();
    if (isAccepting) writeFileSync(document, expected);
    expect(readFileSync(document, 'utf8')).toBe(expected);
  });
});

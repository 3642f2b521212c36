import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StopScanner } from '../../../../../src/conversion/shared/text/stop-scanner.js';
import { runGuarded } from '../../../../support/hang-guard.js';

function scan(stops: readonly string[], pieces: Iterable<string>): { text: string; matched: string | null } {
  const scanner = new StopScanner(stops);
  let text = '';
  for (const piece of pieces) text += scanner.accept(piece);
  return { text: text + scanner.flush(), matched: scanner.matched };
}

/** The same by trying every stop sequence at every character. */
function scanSlowly(stops: readonly string[], text: string): { text: string; matched: string | null } {
  for (let end = 1; end <= text.length; end += 1) {
    const [longest] = stops.filter((stop) => text.slice(0, end).endsWith(stop)).sort((a, b) => b.length - a.length);
    if (longest !== undefined) return { text: text.slice(0, end - longest.length), matched: longest };
  }
  return { text, matched: null };
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\ud83d'), minLength: 1, maxLength: 5 });

describe('StopScanner', () => {
  it('ends at the stop sequence that is complete first, the longest of those that end there', () => {
    expect(scan(['abcd', 'bc'], ['abcd'])).toEqual({ text: 'a', matched: 'bc' });
    expect(scan(['b', 'ab'], ['aab'])).toEqual({ text: 'a', matched: 'ab' });
  });

  it('finds what a search for each stop sequence finds, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.array(word, { maxLength: 12 }),
        (stops, pieces) => {
          expect(scan(stops, pieces)).toEqual(scanSlowly(stops, pieces.join('')));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('shows all text that cannot be the start of a stop sequence at once', () => {
    const scanner = new StopScanner(['END', 'STOP']);
    expect(['One', ' E', 'N', 'D'].map((piece) => scanner.accept(piece))).toEqual(['One', ' ', '', '']);
  });

  it('takes linear time for as many and as long stop sequences as a request may have', () => {
    const stops = Array.from({ length: 100 }, (_, index) => `${'a'.repeat(155 + index)}b`);
    const text = 'a'.repeat(1_000_000);
    expect(runGuarded(() => scan(stops, [text, ...text.slice(0, 100_000)])).matched).toBeNull();
  });
});

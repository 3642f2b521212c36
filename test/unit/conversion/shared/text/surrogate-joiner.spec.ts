import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SurrogateJoiner } from '../../../../../src/conversion/shared/text/surrogate-joiner.js';

describe('SurrogateJoiner', () => {
  it('joins a character that is split over two texts', () => {
    const joiner = new SurrogateJoiner();
    expect(['a\ud83d', '', '\ude00b'].map((text) => joiner.join(text))).toEqual(['a', '', '\u{1f600}b']);
    expect(joiner.flush()).toBe('');
  });

  it('replaces half a character at the end', () => {
    const joiner = new SurrogateJoiner();
    expect(joiner.join('a\ud83d')).toBe('a');
    expect(joiner.flush()).toBe('\ufffd');
  });

  it('returns the well-formed text, however it is cut', () => {
    const halves = fc.array(fc.constantFrom('a', '\ud83d', '\ude00', '\u{1f600}'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(halves), (texts) => {
        const joiner = new SurrogateJoiner();
        const joined = texts.map((text) => joiner.join(text.join(''))).join('') + joiner.flush();
        expect(joined).toBe(texts.flat().join('').toWellFormed());
      }),
    );
  });
});

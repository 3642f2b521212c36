import { describe, expect, it } from '@jest/globals';
import { EchoRemover } from '../../../../../src/conversion/shared/text/response-text.js';

const read = (echo: string, pieces: readonly string[]): string => {
  const remover = new EchoRemover(echo);
  return pieces.map((piece) => remover.accept(piece)).join('') + remover.flush();
};

describe('EchoRemover', () => {
  it.each([
    ['', ['a', 'b'], 'ab'],
    ['Soft', ['Soft drops'], ' drops'],
    ['Soft', ['S', 'oft', ' drops', ' fall'], ' drops fall'],
    ['Soft', ['Soft'], ''],
    ['Soft', ['Sof'], 'Sof'],
    ['Soft', ['So', 'me drops'], 'Some drops'],
    ['Soft', ['Hard', ' drops'], 'Hard drops'],
    ['Soft', ['Soft', 'Soft'], 'Soft'],
  ])('takes the echo %j out of %j', (echo, pieces, expected) => {
    expect(read(echo, pieces)).toBe(expected);
  });
});

/**
 * Long runs that a tokenizer does not split. Its time for such a run is more than linear. The assertions before the runs make
 * that of the search linear: no shorter run is searched twice.
 */
const LONG_RUN = /((?<![\p{L}\p{M}])[\p{L}\p{M}]{256,}|(?<![^\s\p{L}\p{N}])[^\s\p{L}\p{N}]{256,}|(?<!\s)\s{256,})/u;
const PIECE_LENGTH = 128;

/** Counts a text's tokens with a tokenizer, in linear time. */
export function countTextTokens(text: string, tokenizer: (text: string) => number): number {
  let tokens = 0;
  // split() with a capturing group puts the long runs at the odd indices.
  for (const [index, part] of text.split(LONG_RUN).entries()) {
    const pieceLength = index % 2 === 0 ? part.length : PIECE_LENGTH;
    for (let start = 0; start < part.length; start += pieceLength) {
      tokens += tokenizer(part.slice(start, start + pieceLength));
    }
  }
  return tokens;
}

/** Classes of characters that a tokenizer's splitting treats alike. Letters come last, so that one comparison identifies them. */
export const Kind = {
  end: 0,
  space: 1,
  newline: 2,
  mark: 3,
  digit: 4,
  emoji: 5,
  sign: 6,
  upper: 7,
  lower: 8,
  accented: 9,
  extended: 10,
  cyrillic: 11,
  han: 12,
  kana: 13,
  hangul: 14,
  otherScript: 15,
} as const;

/** The letters of every script have a kind of at least this. */
export const FIRST_LETTER: number = Kind.upper;

const BLOCKS: readonly (readonly [end: number, kind: number])[] = [
  [0xc0, Kind.mark],
  [0x100, Kind.accented],
  [0x250, Kind.extended],
  [0x370, Kind.lower],
  [0x400, Kind.otherScript],
  [0x530, Kind.cyrillic],
  [0x2000, Kind.otherScript],
  [0x2070, Kind.mark],
  [0x3040, Kind.sign],
  [0x3100, Kind.kana],
  [0x3400, Kind.otherScript],
  [0xa000, Kind.han],
  [0xac00, Kind.otherScript],
  [0xd7b0, Kind.hangul],
  [0xe000, Kind.emoji],
  [0xff00, Kind.otherScript],
  [0x10000, Kind.sign],
];

/** The kind of every UTF-16 code unit. */
export const kindOfCode: Uint8Array = buildKinds();

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  let start = 0;
  for (const [end, kind] of BLOCKS) {
    kinds.fill(kind, start, end);
    start = end;
  }
  kinds.fill(Kind.digit, 0x30, 0x3a);
  kinds.fill(Kind.upper, 0x41, 0x5b);
  kinds.fill(Kind.lower, 0x61, 0x7b);
  for (const space of ' \t\v\f') kinds[space.charCodeAt(0)] = Kind.space;
  for (const newline of '\r\n') kinds[newline.charCodeAt(0)] = Kind.newline;
  return kinds;
}

/** A worker that lived shorter than this (ms) may die of what the next one will die of. */
export const SHORT_LIFE = 30_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/** How long (ms) to wait before a dead worker is replaced, after so many short lives in a row: the first one is replaced at once. */
export function toRestartDelay(shortLives: number): number {
  return shortLives <= 1 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (shortLives - 2));
}

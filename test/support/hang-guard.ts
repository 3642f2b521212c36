import { createContext, runInContext } from 'node:vm';

/** Longer (ms) than linear work takes on any machine; the inputs are chosen so that other work would take hours. */
const LIMIT = 60_000;

/** Runs code that might never end, such as a pattern that backtracks, and throws if it does not. */
export function runGuarded<Result>(run: () => Result): Result {
  return runInContext('run()', createContext({ run }), { timeout: LIMIT }) as Result;
}

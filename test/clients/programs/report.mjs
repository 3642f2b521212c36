/** Reports the result of each scenario of a client's program. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The texts and images of the scenarios. */
export const facts = JSON.parse(readFileSync(new URL('facts.json', import.meta.url), 'utf8'));

export const cities = Object.keys(facts.weather);

/**
 * Runs a scenario. It passes if the function returns without an error.
 * @param {string} name
 * @param {(prompt: string) => Promise<unknown>} play
 */
export async function scenario(name, play) {
  try {
    await play(`Please play scenario:${name} for me.`);
    say({ name, state: 'passed' });
  } catch (error) {
    say({ name, state: 'failed', reason: String(error instanceof Error ? (error.stack ?? error) : error) });
  }
}

/**
 * Reports that the client does not support the scenario.
 * @param {string} name
 * @param {string} reason
 */
export function absent(name, reason) {
  say({ name, state: 'absent', reason });
}

/**
 * Fails unless the promise rejects with the expected error.
 * @param {Promise<unknown>} promise
 * @param {(error: any) => unknown} matches
 */
export async function rejects(promise, matches) {
  const error = await promise.then(
    (value) => assert.fail(`it ended well, with ${JSON.stringify(value)}`),
    (/** @type {unknown} */ reason) => reason,
  );
  assert.ok(matches(error), `another error: ${String(error)}`);
}

/** Resolves when the provider has noticed that its stream was aborted. */
export async function cancelled() {
  await fetch(`${process.env.UPSTREAM_URL}/cancelled`, { signal: AbortSignal.timeout(5_000) });
}

/**
 * Fails unless a response contains the weather of all cities.
 * @param {string} answer
 */
export function quotesWeather(answer) {
  for (const city of cities) assert.ok(answer.includes(`${city}: ${facts.weather[city]}`), `the answer is ${answer}`);
}

/** @param {object} line */
function say(line) {
  console.log(JSON.stringify(line));
}

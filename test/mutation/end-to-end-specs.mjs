/** Passes the end-to-end specs of a run to the Jest configuration. */
export const END_TO_END_ENV = 'CLAUDE_PROXY_MUTATION_SPECS';

/**
 * Folders of `src` that are mutated, with the specs outside test/unit that check them. Few, because each mutant runs them.
 * Specs that spawn the built service cannot find a mutant.
 */
const SPECS_BY_FOLDER = {
  auth: ['contract/authentication', 'e2e/embedding/authentication'],
  conversion: [],
  execution: ['e2e/fallbacks', 'e2e/own-retries', 'e2e/streaming'],
  limits: ['e2e/concurrency-limit', 'e2e/embedding/concurrency-slots'],
  upstream: ['e2e/messages', 'e2e/own-retries', 'e2e/streaming'],
};

/**
 * Selects the specs for the patterns of `--mutate`; those of all folders without one.
 * @param {readonly string[]} parameters
 */
export function selectSpecs(parameters) {
  const patterns = parameters.join(' ');
  const named = Object.entries(SPECS_BY_FOLDER).filter(([folder]) => patterns.includes(`src/${folder}`));
  const selected = named.length > 0 ? named : Object.entries(SPECS_BY_FOLDER);
  return [...new Set(selected.flatMap(([, specs]) => specs))];
}

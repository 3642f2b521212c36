import { checkEntries } from './check-entries.js';
import { checkSettings } from './check-settings.js';
import type { Checked } from './checked.js';
import { ModelSettings } from './model-settings.js';

/** Settings for the models of a provider whose names match the pattern. */
export interface ModelEntry {
  readonly pattern: string;
  readonly settings: ModelSettings;
}

/** Reads and checks the `models` of the routes file, or of one upstream in it. */
export function toModelEntries(path: string, models: unknown): Required<Checked<readonly ModelEntry[]>> {
  return checkEntries(path, models, 'names of models', (pattern, content) => {
    const { value: settings, problems } = checkSettings(new ModelSettings(), `${path}.${pattern}`, content);
    return { value: { pattern, settings }, problems };
  });
}

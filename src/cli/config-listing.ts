import type { Configuration } from '../config/load-configuration.js';
import type { Setting } from '../config/effective-settings.js';

const ORIGIN_COLUMN = 60;

/** Writes what `--print-config` shows: every variable, where its value is from, and the warnings. */
export function formatConfigListing({ settings, warnings }: Configuration): string {
  return [...settings.map(toLine), ...warnings.map((warning) => `# Warning: ${warning}`)].join('\n');
}

function toLine({ name, value, origin }: Setting): string {
  return value === undefined ? `# ${name} is not set` : `${`${name}=${value}`.padEnd(ORIGIN_COLUMN)} # ${origin}`;
}

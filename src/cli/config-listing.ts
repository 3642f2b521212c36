import type { Configuration } from '../config/configuration.js';
import type { Setting } from '../config/effective-settings.js';

const ORIGIN_COLUMN = 60;

/** Formats the output of `--print-config`: every variable with the origin of its value, and the warnings. */
export function formatConfigListing({ settings, warnings }: Configuration): string {
  return [...settings.map(formatSetting), ...warnings.map((warning) => `# Warning: ${warning}`)].join('\n');
}

function formatSetting({ name, value, origin }: Setting): string {
  return value === undefined ? `# ${name} is not set` : `${`${name}=${value}`.padEnd(ORIGIN_COLUMN)} # ${origin}`;
}

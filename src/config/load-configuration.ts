import { toProxyOptions, type ProxyOptions } from './proxy-options.js';
import { readDotenv } from './read-dotenv.js';
import { toWarnings } from './to-warnings.js';
import { validateEnvironment } from './validate-environment.js';

/** What the service starts with. */
export interface Configuration {
  readonly options: ProxyOptions;
  /** To be logged at start. */
  readonly warnings: readonly string[];
}

/** Reads the environment and `.env` in the working directory, the environment winning; throws ConfigError. */
export function loadConfiguration(folder = process.cwd()): Configuration {
  const environment = validateEnvironment({ ...readDotenv(folder), ...process.env });
  return { options: toProxyOptions(environment), warnings: toWarnings(environment) };
}

import { toProxyOptions, type ProxyOptions } from './proxy-options.js';
import { readDotenv } from './read-dotenv.js';
import { readRoutesFile } from './routes/read-routes-file.js';
import { toRawVariables } from './to-raw-variables.js';
import { toSettings, type Setting } from './to-settings.js';
import { toTracesExporters } from './to-traces-exporters.js';
import { toWarnings } from './to-warnings.js';
import { validateEnvironment } from './validate-environment.js';

/** What the service starts with. */
export interface Configuration {
  readonly options: ProxyOptions;
  /** To be logged at start. */
  readonly warnings: readonly string[];
  /** What `options` was made from, to be shown. */
  readonly settings: readonly Setting[];
}

/** Reads the environment, `.env` in the working directory (the environment wins) and the routes file; throws ConfigError. */
export function loadConfiguration(folder = process.cwd()): Configuration {
  const dotenv = readDotenv(folder);
  const source = { ...dotenv, ...process.env };
  const variables = toRawVariables(source);
  const { content: routes, problems } = readRoutesFile(source);
  const environment = validateEnvironment(variables, problems);
  return {
    options: { ...toProxyOptions(environment, routes), tracesExporters: toTracesExporters(process.env) },
    warnings: toWarnings(environment, source, routes),
    settings: toSettings(environment, { environment: process.env, dotenv }),
  };
}

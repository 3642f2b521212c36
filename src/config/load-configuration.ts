import { createProxyOptions, type ProxyOptions } from './proxy-options.js';
import { readDotenv } from './variable-sources.js';
import { readRoutesFile } from './routes/routes-file.js';
import { collectVariables } from './variable-sources.js';
import { describeSettings, type Setting } from './effective-settings.js';
import { parseTracesExporters } from './traces-exporters.js';
import { findConfigWarnings } from './config-warnings.js';
import { validateEnvironment } from './environment-validation.js';

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
  const variables = collectVariables(source);
  const { content: routes, problems } = readRoutesFile(source);
  const environment = validateEnvironment(variables, problems);
  return {
    options: { ...createProxyOptions(environment, routes), tracesExporters: parseTracesExporters(process.env) },
    warnings: findConfigWarnings(environment, source, routes),
    settings: describeSettings(environment, { environment: process.env, dotenv }),
  };
}

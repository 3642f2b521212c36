import { findConfigWarnings } from './config-warnings.js';
import { describeSettings, type Setting } from './effective-settings.js';
import { validateEnvironment } from './environment-validation.js';
import { createProxyOptions, type ProxyOptions } from './proxy-options.js';
import { readRoutesFile } from './routes/routes-file.js';
import { parseTracesExporters } from './traces-exporters.js';
import { collectVariables, readDotenv } from './variable-sources.js';

/** The validated configuration. */
export interface Configuration {
  readonly options: ProxyOptions;
  /** One sentence each; logged at start. */
  readonly warnings: readonly string[];
  /** The effective variables, with secrets masked. */
  readonly settings: readonly Setting[];
}

/**
 * Loads and validates the environment, `.env` in the folder (the environment takes precedence) and the routes file. Throws
 * a ConfigError that lists all problems.
 */
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

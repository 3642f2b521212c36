import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { ConfigError } from './config-error.js';
import { findConfigWarnings } from './config-warnings.js';
import { describeSettings } from './effective-settings.js';
import type { Setting } from './effective-settings.js';
import { Environment } from './environment.js';
import { createProxyOptions } from './proxy-options.js';
import type { ProxyOptions } from './proxy-options.js';
import { readRoutesFile } from './routes/routes-file.js';
import { variables } from './variables/variables.js';
import { collectVariables, readDotenv } from './variables/variable-sources.js';
import { parseTracesExporters, readKeyFile } from './variables/variable-parsers.js';
import type { RawVariables } from './variables/variable-parsers.js';

/** The validated configuration. */
export interface Configuration {
  readonly options: ProxyOptions;
  /** One sentence each; logged at start. */
  readonly warnings: readonly string[];
  /** The effective variables, with secrets masked. */
  readonly settings: readonly Setting[];
}

const modelVariables = ['CLAUDE_PROXY_BIG_MODEL', 'CLAUDE_PROXY_SMALL_MODEL'] as const;

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
    options: {
      ...createProxyOptions(environment, routes),
      defaultModels: modelVariables.filter((name) => !(name in variables)).map((name) => environment[name]),
      tracesExporters: parseTracesExporters(process.env),
    },
    warnings: findConfigWarnings(environment, source, routes),
    settings: describeSettings(environment, { environment: process.env, dotenv }),
  };
}

/** Validates every variable and reads the key files. Throws one ConfigError with all problems, including the given ones. */
export function validateEnvironment(
  source: Readonly<Record<string, unknown>>,
  furtherProblems: readonly string[] = [],
): Environment {
  const raw = collectVariables(source);
  const keyFiles = ['OPENAI_API_KEY', 'CLAUDE_PROXY_AUTH_KEY'].map((name) => ({ name, ...readKeyFile(name, raw) }));
  const keys = keyFiles.flatMap(({ name, key }) => (key === undefined ? [] : [[name, key] as const]));
  const complete: RawVariables = { ...raw, ...Object.fromEntries(keys) };
  const environment = plainToInstance(Environment, complete, { exposeDefaultValues: true });
  const problems = [
    ...keyFiles.flatMap(({ problem }) => problem ?? []),
    ...validateSync(environment, { stopAtFirstError: true }).map((error) => formatProblem(error, raw)),
    ...furtherProblems,
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return environment;
}

function formatProblem({ property, constraints = {} }: ValidationError, raw: RawVariables): string {
  const sentence = `${property} ${Object.values(constraints).join(' and ')}`;
  const text = raw[property];
  return text === undefined || canContainSecret(property, text) ? sentence : `${sentence}, got ${JSON.stringify(text)}`;
}

function canContainSecret(name: string, text: string): boolean {
  const variable = variables.find((candidate) => candidate.name === name);
  // The password or the query of a URL can contain a key.
  return variable?.isSecret === true || (variable?.kind === 'url' && /[@?]/.test(text));
}

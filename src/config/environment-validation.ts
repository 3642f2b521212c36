import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ConfigError } from './config-error.js';
import { Environment } from './environment.js';
import { readKeyFile } from './api-key-list.js';
import { collectVariables, type RawVariables } from './variable-sources.js';
import { variables } from './variables.js';

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

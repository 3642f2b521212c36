import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { ModelSettings } from './model-settings.js';

/** Settings for the models of the provider whose names match the pattern. */
export interface ModelRoute {
  readonly pattern: string;
  readonly settings: ModelSettings;
}

interface ModelRoutes {
  readonly modelRoutes: readonly ModelRoute[];
  readonly problems: readonly string[];
}

/** Reads and checks the routes file's `models`. */
export function toModelRoutes(models: unknown): ModelRoutes {
  if (!(models instanceof Map)) return { modelRoutes: [], problems: ['models must hold names of models'] };
  const entries = [...models].map(([pattern, value]: [unknown, unknown]) => toEntry(String(pattern), value));
  return {
    modelRoutes: entries.map(({ route }) => route),
    problems: entries.flatMap(({ problems }) => problems),
  };
}

function toEntry(pattern: string, value: unknown): { route: ModelRoute; problems: readonly string[] } {
  const path = `models.${pattern}`;
  const settings = new ModelSettings();
  const route = { pattern, settings };
  if (value !== null && !(value instanceof Map)) return { route, problems: [`${path} must hold settings`] };
  // A key without a value is as good as none.
  const filled = [...(value ?? [])].filter(([, setting]) => setting !== null);
  Object.assign(settings, Object.fromEntries(filled));
  const errors = validateSync(settings, { stopAtFirstError: true, whitelist: true, forbidNonWhitelisted: true });
  return { route, problems: errors.map((error) => toProblem(path, error)) };
}

function toProblem(path: string, { property, value, constraints = {} }: ValidationError): string {
  if ('whitelistValidation' in constraints) return `${path}.${property} is not known`;
  return `${path}.${property} ${Object.values(constraints).join(' and ')}, got ${JSON.stringify(value)}`;
}

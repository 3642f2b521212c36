import type { Environment } from './environment.js';
import { collectVariables } from './variable-sources.js';
import { variables, type Variable } from './variables.js';

/** A variable as it applies, fit to be shown. */
export interface Setting {
  readonly name: string;
  /** Masked where it is secret; absent: not set, and without a default. */
  readonly value?: string;
  readonly origin?: 'environment' | '.env' | 'file' | 'default';
}

/** The texts that the validated environment was made from; the first wins over the second. */
interface Sources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
}

const MASK = '***';

/** Lists every variable with the value that applies and where it is from, without secrets. */
export function describeSettings(validated: Environment, { environment, dotenv }: Sources): readonly Setting[] {
  const own = collectVariables({ ...dotenv, ...environment });
  const values: Readonly<Record<string, string | number | boolean | undefined>> = { ...validated };
  return variables.map((variable): Setting => {
    const { name, isExternal } = variable;
    const value = isExternal ? environment[name] || undefined : values[name];
    if (value === undefined) return { name };
    const isGiven = isExternal || name in own;
    const given = name in environment ? 'environment' : '.env';
    // A value that nobody gave and that is no default is a key, read from the file that another variable names.
    const origin = isGiven ? given : variable.default === undefined ? 'file' : 'default';
    return { name, value: toShown(variable, String(value)), origin };
  });
}

function toShown({ kind, isSecret }: Variable, value: string): string {
  if (kind === 'url') return maskedUrl(value);
  return isSecret ? MASK : value;
}

/** The user name, the password and the query of a URL can be keys. */
function maskedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // `user:password@host` without a scheme is a URL of the scheme `user`.
  if (!url?.host) return MASK;
  if (url.username) url.username = MASK;
  if (url.password) url.password = MASK;
  for (const name of [...url.searchParams.keys()]) if (name !== 'api-version') url.searchParams.set(name, MASK);
  return url.href;
}

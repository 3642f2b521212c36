import { redactUrl } from '../common/redacted-url.js';
import type { Environment } from './environment.js';
import { collectVariables } from './variables/variable-sources.js';
import type { Variable } from './variables/variable.js';
import { variables } from './variables/variables.js';

/** A variable with its effective value. */
export interface Setting {
  readonly name: string;
  /** Masked if it is secret; absent if it is not set and has no default. */
  readonly value?: string;
  readonly origin?: 'environment' | '.env' | 'file' | 'default';
}

/** The variables before validation. The environment takes precedence over `.env`. */
interface Sources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
}

const MASK = '***';

/** Lists every variable with its effective value and the origin of that value, with secrets masked. */
export function describeSettings(validated: Environment, { environment, dotenv }: Sources): readonly Setting[] {
  const own = collectVariables({ ...dotenv, ...environment });
  const values: Readonly<Record<string, string | number | boolean | undefined>> = { ...validated };
  return variables.map((variable): Setting => {
    const { name, isExternal } = variable;
    const value = isExternal ? environment[name] || undefined : values[name];
    if (value === undefined) return { name };
    const isGiven = isExternal || name in own;
    const source = name in environment ? 'environment' : '.env';
    // A value that is neither given nor a default is a key that was read from a file.
    const origin = isGiven ? source : variable.default === undefined ? 'file' : 'default';
    return { name, value: maskSecret(variable, String(value)), origin };
  });
}

function maskSecret({ kind, isSecret }: Variable, value: string): string {
  if (kind === 'url') return maskUrl(value);
  return isSecret ? MASK : value;
}

function maskUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // `user:password@host` without a scheme is a URL of the scheme `user`.
  return url?.host ? redactUrl(url) : MASK;
}

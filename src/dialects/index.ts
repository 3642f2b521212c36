import { azure } from './azure.js';
import type { Dialect } from './dialect.js';
import { openai } from './openai.js';
import { standard } from './standard.js';

/** Every provider by name; the first that recognises the base URL wins. */
export const dialects = [openai, azure, standard] as const;

/** The names by which a provider can be chosen. */
export const dialectNames: readonly DialectName[] = dialects.map(({ name }) => name);

export type DialectName = (typeof dialects)[number]['name'];

/** Picks the dialect by its name, else by the host of the base URL, else the standard one. */
export function pickDialect(baseUrl: URL, name?: DialectName): Dialect {
  const isPicked = (dialect: Dialect): boolean =>
    name === undefined ? dialect.matches(baseUrl) : dialect.name === name;
  return dialects.find(isPicked) ?? standard;
}

import { ApiError } from '../../errors/api-error.js';

const MAX_DEPTH = 128;

type Container = Readonly<Record<string, unknown>> | readonly unknown[];

/** Rejects a body that is nested so deeply that recursive functions could exhaust the stack. */
export function validateNesting(body: Readonly<Record<string, unknown>>): void {
  if (isObjectDeeper(body, MAX_DEPTH)) {
    throw ApiError.invalidRequest(`The request body should not be nested deeper than ${MAX_DEPTH} levels`);
  }
}

// Two functions instead of one: V8 compiles each for one kind of container, which saves a third of the time.
function isObjectDeeper(object: Readonly<Record<string, unknown>>, levels: number): boolean {
  if (levels === 0) return true;
  // Parsed JSON inherits nothing; Object.values would copy every object of a large request.
  for (const key in object) {
    const child = object[key];
    if (isContainer(child) && isDeeper(child, levels - 1)) return true;
  }
  return false;
}

function isListDeeper(list: readonly unknown[], levels: number): boolean {
  if (levels === 0) return true;
  for (let index = 0; index < list.length; index++) {
    const child = list[index];
    if (isContainer(child) && isDeeper(child, levels - 1)) return true;
  }
  return false;
}

const isDeeper = (container: Container, levels: number): boolean =>
  isList(container) ? isListDeeper(container, levels) : isObjectDeeper(container, levels);

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const isList = (container: Container): container is readonly unknown[] => Array.isArray(container);

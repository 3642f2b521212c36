import { ApiError } from '../../conversion/errors/api-error.js';

const MAX_DEPTH = 128;

type Container = Readonly<Record<string, unknown>> | readonly unknown[];

/** Refuses what is nested so deeply that walking through it could exhaust the stack. */
export function checkNesting(body: Container): void {
  if (isDeeper(body, MAX_DEPTH)) {
    throw ApiError.invalidRequest(`The request body should not be nested deeper than ${MAX_DEPTH} levels`);
  }
}

function isDeeper(container: Container, levels: number): boolean {
  if (levels === 0) return true;
  if (isList(container)) {
    for (const child of container) if (isContainer(child) && isDeeper(child, levels - 1)) return true;
    return false;
  }
  // Parsed JSON inherits nothing; Object.values would copy every object of a large request.
  for (const key in container) {
    const child = container[key];
    if (isContainer(child) && isDeeper(child, levels - 1)) return true;
  }
  return false;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const isList = (container: Container): container is readonly unknown[] => Array.isArray(container);

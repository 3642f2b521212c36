import { ApiError } from '../errors/api-error.js';
import type { ModelInfo, ModelPage } from '../protocol/anthropic/models.js';

export interface PageQuery {
  readonly limit?: unknown;
  readonly before_id?: unknown;
  readonly after_id?: unknown;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** Selects one page of the list by the rules of Anthropic's GET /v1/models. Throws an ApiError for an invalid limit. */
export function paginateModels(
  models: readonly ModelInfo[],
  { limit, before_id: before, after_id: after }: PageQuery,
): ModelPage {
  const size = parseLimit(limit);
  const start = after === undefined ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const found = before === undefined ? -1 : models.findIndex(({ id }) => id === before);
  const end = found === -1 ? models.length : found;
  // With before_id, the page ends immediately before the cursor.
  const data =
    before === undefined ? models.slice(start, start + size) : models.slice(Math.max(start, end - size), end);
  const rest = end - start - data.length;
  return { data, has_more: rest > 0, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function parseLimit(limit: unknown): number {
  if (limit === undefined || limit === '') return DEFAULT_LIMIT;
  const size = Number(limit);
  if (Number.isInteger(size) && size >= 1 && size <= MAX_LIMIT) return size;
  throw ApiError.invalidRequest(`limit: Input should be a valid integer between 1 and ${MAX_LIMIT}`);
}

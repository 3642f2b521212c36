import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import type { ModelInfo, ModelPage } from '../protocol/anthropic/models.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';

/** Aliases of a gateway have no release date. */
const CREATED_AT = '1970-01-01T00:00:00Z';

/** Lists the models that clients can request: the current Claude models and the names in routes and in the explicit map. */
@Injectable()
export class ModelCatalog {
  readonly models: readonly ModelInfo[];

  constructor(@Inject(PROXY_OPTIONS) { modelMap, routes }: ProxyOptions, router: UpstreamRouter) {
    const claudeIds: ReadonlySet<string> = new Set(claudeModels.map(({ id }) => id));
    const named = [...routes, ...modelMap].map(({ pattern }) => pattern);
    const ownIds = named.filter((id) => !id.includes('*') && !claudeIds.has(id));
    const own = [...new Set(ownIds)].map((id) => ({ id, displayName: id, line: null }));
    const isRejected = (id: string): boolean => router.findTargets(id).length === 0;
    this.models = [...claudeModels, ...own]
      .filter(({ id }) => !isRejected(id))
      .map(({ id, displayName, line }) => ({
        type: 'model',
        id,
        display_name: displayName,
        created_at: CREATED_AT,
        lifecycle: 'active',
        line,
        deprecated_at: null,
        retires_at: null,
        max_input_tokens: null,
        max_tokens: null,
        capabilities: null,
      }));
  }
}

/** The current Claude models, by the ids that Claude Code and the SDKs send. */
const claudeModels = [
  { line: 'opus', id: 'claude-opus-5-5', displayName: 'Claude Opus 5.5' },
  { line: 'sonnet', id: 'claude-sonnet-5-5', displayName: 'Claude Sonnet 5.5' },
  { line: 'haiku', id: 'claude-haiku-5-5', displayName: 'Claude Haiku 5.5' },
  { line: 'fable', id: 'claude-fable-5-2', displayName: 'Claude Fable 5.2' },
] as const;

export interface PageQuery {
  readonly limit?: unknown;
  readonly before_id?: unknown;
  readonly after_id?: unknown;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** Selects one page of the list by the rules of Anthropic's GET /v1/models. Throws an ApiError if the limit is invalid. */
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

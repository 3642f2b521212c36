import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { ModelInfo } from '../protocol/anthropic/models.js';
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

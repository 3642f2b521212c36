import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { matchesWildcard } from '../config/matches-wildcard.js';
import type { ModelInfo } from '../protocol/anthropic/models.js';
import { claudeModels } from './claude-models.js';

/** A gateway's aliases have no date of their own. */
const CREATED_AT = '1970-01-01T00:00:00Z';

/** Lists the names that clients may ask for: the current Claude models and the explicit map's names. */
@Injectable()
export class ModelCatalog {
  readonly models: readonly ModelInfo[];

  constructor(@Inject(PROXY_OPTIONS) { modelMap }: ProxyOptions) {
    const claudeIds: ReadonlySet<string> = new Set(claudeModels.map(({ id }) => id));
    const ownIds = modelMap.map(({ pattern }) => pattern).filter((id) => !id.includes('*') && !claudeIds.has(id));
    const own = [...new Set(ownIds)].map((id) => ({ id, displayName: id, line: null }));
    const isRejected = (id: string): boolean =>
      modelMap.find(({ pattern }) => matchesWildcard(pattern, id))?.target === '@reject';
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

import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { ModelInfo } from '../protocol/anthropic/models.js';
import { claudeModels } from './claude-models.js';

/** A gateway's aliases have no date of their own. */
const CREATED_AT = '1970-01-01T00:00:00Z';

/** Lists the names that clients may ask for: the current Claude models and the explicit map's names. */
@Injectable()
export class ModelCatalog {
  readonly models: readonly ModelInfo[];

  constructor(@Inject(PROXY_OPTIONS) { modelMap }: ProxyOptions) {
    const mapped = modelMap
      .filter(({ pattern, target }) => !pattern.includes('*') && target !== '@reject')
      .map(({ pattern }) => ({ id: pattern, displayName: pattern }));
    const named = new Map([...claudeModels, ...mapped].map((model) => [model.id, model]));
    for (const { pattern, target } of modelMap) if (target === '@reject') named.delete(pattern);
    this.models = [...named.values()].map(({ id, displayName }) => ({
      type: 'model',
      id,
      display_name: displayName,
      created_at: CREATED_AT,
      max_input_tokens: null,
      max_tokens: null,
      capabilities: null,
    }));
  }
}

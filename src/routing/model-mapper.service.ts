import { Inject, Injectable } from '@nestjs/common';
import { matchesWildcard } from '../common/wildcard.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { RequestHead } from '../request-context/request-head.js';
import type { Upstream } from '../upstream/upstream.js';

const bigFamily = /claude|sonnet|opus|fable/i;

/** Maps requested models to models of the provider. */
@Injectable()
export class ModelMapper {
  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  /**
   * Applies the explicit map, then the mapping of Claude families; other names stay as they are. Returns undefined if the map
   * rejects the model. Lookups that do not belong to a request, such as those of the model list, have no head.
   */
  findUpstreamModel(requested: string, _head?: RequestHead, upstream?: Upstream): string | undefined {
    const name = stripContextSuffix(requested);
    const rule = this.options.modelMap.find(({ pattern }) => matchesWildcard(pattern, name));
    return rule ? this.resolveModel(rule.target, name) : this.resolveFamilyModel(name, upstream);
  }

  /** Resolves a target of the map or of a route: a model of the provider, or one of the special targets. */
  resolveModel(target: string, name: string): string | undefined {
    switch (target) {
      case '@reject':
        return undefined;
      case '@big':
        return this.options.bigModel;
      case '@small':
        return this.options.smallModel;
      case '@same':
        return name;
      default:
        return target;
    }
  }

  private resolveFamilyModel(name: string, upstream: Upstream | undefined): string {
    const { smallModel, bigModel, defaultModels = [] } = this.options;
    const model = /haiku/i.test(name) ? smallModel : bigFamily.test(name) ? bigModel : name;
    // An upstream with the Messages API knows the Claude models, but not OpenAI's.
    return upstream?.isMessagesUpstream && defaultModels.includes(model) ? name : model;
  }
}

/** Removes `[1m]`, with which clients mark a long context window; it is not part of the model's name. */
export function stripContextSuffix(name: string): string {
  if (!name.endsWith(']')) return name;
  let end = name.length;
  while (name.slice(end - 4, end).toLowerCase() === '[1m]') end -= 4;
  return name.slice(0, end);
}

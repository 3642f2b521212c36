import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS, type ProxyOptions } from '../config/proxy-options.js';
import { matchesWildcard } from '../common/wildcard.js';
import type { RequestHead } from '../request-context/request-head.js';
import { stripContextSuffix } from './model-name.js';

const bigFamily = /claude|sonnet|opus|fable/i;

/** Chooses the provider's model for the model that a client asks for. */
@Injectable()
export class ModelMapper {
  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  /**
   * The explicit map first, then the Claude family, else the name itself; undefined when the map rejects it. Without a
   * request: what the model means to anybody.
   */
  findUpstreamModel(requested: string, _head?: RequestHead): string | undefined {
    const name = stripContextSuffix(requested);
    const rule = this.options.modelMap.find(({ pattern }) => matchesWildcard(pattern, name));
    return rule ? this.toModel(rule.target, name) : this.toFamilyModel(name);
  }

  /** Reads what the map or a route says: a model of the provider, or a word that stands for one. */
  toModel(target: string, name: string): string | undefined {
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

  private toFamilyModel(name: string): string {
    if (/haiku/i.test(name)) return this.options.smallModel;
    return bigFamily.test(name) ? this.options.bigModel : name;
  }
}

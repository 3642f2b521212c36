import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS, type ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../conversion/errors/api-error.js';
import { matchesWildcard } from '../config/matches-wildcard.js';

const bigFamily = /claude|sonnet|opus|fable/i;

/** Chooses the provider's model for the model that a client asks for. */
@Injectable()
export class ModelMapper {
  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {}

  /** Maps a requested model name to the upstream's. Throws ApiError when it is rejected. */
  toUpstreamModel(requested: string): string {
    const model = this.findUpstreamModel(requested);
    if (model === undefined) throw ApiError.notFound(`model: ${requested}`);
    return model;
  }

  /** The explicit map first, then the Claude family, else the name itself; undefined when the map rejects it. */
  findUpstreamModel(requested: string): string | undefined {
    const name = withoutContextSuffix(requested);
    const rule = this.options.modelMap.find(({ pattern }) => matchesWildcard(pattern, name));
    return rule ? this.toTarget(rule.target, name) : this.toFamilyModel(name);
  }

  private toTarget(target: string, name: string): string | undefined {
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

/** Clients mark a long context window by a trailing `[1m]`, which is no part of the model's name. */
function withoutContextSuffix(name: string): string {
  let end = name.length;
  while (name.slice(end - 4, end).toLowerCase() === '[1m]') end -= 4;
  return name.slice(0, end);
}

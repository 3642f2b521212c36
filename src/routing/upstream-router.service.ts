import { Inject, Injectable } from '@nestjs/common';
import { matchesWildcard } from '../config/matches-wildcard.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { RouteOptions, TargetOptions } from '../config/routes/route-options.js';
import { DEFAULT_UPSTREAM } from '../config/routes/upstream-options.js';
import { ApiError } from '../conversion/errors/api-error.js';
import type { RequestContext } from '../http/request-context.js';
import type { Upstream } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.service.js';
import { Breaker } from './breaker.js';
import { ModelMapper } from './model-mapper.service.js';
import type { Target } from './target.js';
import { toBareModelName } from './to-bare-model-name.js';

/** A target of a route, before it is known which model is asked for. */
interface Stop {
  readonly upstream: Upstream;
  readonly breaker: Breaker;
  /** Undefined: what the model map says. */
  readonly model: string | undefined;
  readonly route: RouteOptions | undefined;
}

/** Says to which upstreams a request can go, by the routes file. */
@Injectable()
export class UpstreamRouter {
  private readonly routes: readonly { readonly pattern: string; readonly stops: readonly Stop[] }[];
  private readonly unrouted: readonly Stop[];
  private readonly breakers = new Map<string, Breaker>();

  constructor(
    @Inject(PROXY_OPTIONS) options: ProxyOptions,
    private readonly upstreams: Upstreams,
    private readonly mapper: ModelMapper,
  ) {
    this.routes = options.routes.map((route) => ({
      pattern: route.pattern,
      stops: route.targets.map((target) => this.toStop(target, route)),
    }));
    this.unrouted = [this.toStop({ upstream: DEFAULT_UPSTREAM })];
  }

  /** The first is where the request goes, the others are its fallbacks. Throws ApiError when the model is rejected. */
  targetsOf(requestedModel: string, request?: RequestContext): readonly [Target, ...Target[]] {
    const [first, ...others] = this.findTargets(requestedModel, request);
    if (!first) throw ApiError.notFound(`model: ${requestedModel}`);
    return [first, ...others];
  }

  /** The same; none when the model is rejected. */
  findTargets(requestedModel: string, request?: RequestContext): readonly Target[] {
    const name = toBareModelName(requestedModel);
    const route = this.routes.find(({ pattern }) => matchesWildcard(pattern, name));
    const targets: Target[] = [];
    for (const stop of route?.stops ?? this.unrouted) {
      const target = this.toTarget(stop, name, request);
      if (target) targets.push(target);
    }
    return targets;
  }

  /** One target for each upstream to which routes lead; that of the given model first. */
  probesOf(requestedModel: string): readonly Target[] {
    const routed = this.routes.flatMap(({ pattern, stops }) =>
      stops
        .filter((stop) => !pattern.includes('*') || stop.model !== '@same')
        .flatMap((stop) => this.toTarget(stop, pattern.includes('*') ? requestedModel : pattern) ?? []),
    );
    const all = [...this.findTargets(requestedModel), ...routed];
    return all.filter(({ upstream }, index) => all.findIndex((other) => other.upstream === upstream) === index);
  }

  private toTarget(stop: Stop, name: string, request?: RequestContext): Target | undefined {
    const model =
      stop.model === undefined ? this.mapper.findUpstreamModel(name, request) : this.mapper.toModel(stop.model, name);
    const { upstream, breaker, route } = stop;
    return model === undefined ? undefined : { upstream, breaker, route, model };
  }

  private toStop({ upstream, model }: TargetOptions, route?: RouteOptions): Stop {
    return { upstream: this.upstreams.find(upstream), breaker: this.breakerOf(upstream, model), model, route };
  }

  /** Routes that lead to the same model of the same upstream learn from each other. */
  private breakerOf(upstream: string, upstreamModel?: string): Breaker {
    const key = `${upstream}\n${upstreamModel ?? ''}`;
    const breaker =
      this.breakers.get(key) ?? new Breaker({ upstream, ...(upstreamModel !== undefined && { upstreamModel }) });
    this.breakers.set(key, breaker);
    return breaker;
  }
}

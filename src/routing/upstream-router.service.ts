import { Inject, Injectable } from '@nestjs/common';
import { matchesWildcard } from '../common/wildcard.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { RouteOptions, TargetOptions } from '../config/routes/route-entries.js';
import { DEFAULT_UPSTREAM } from '../config/routes/upstream-entries.js';
import { ApiError } from '../errors/api-error.js';
import type { RequestHead } from '../request-context/request-head.js';
import type { Upstream } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.service.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { ModelMapper } from './model-mapper.service.js';
import type { RouteTarget } from './route-target.js';
import { stripContextSuffix } from './model-name.js';

/** A target of a route, before it is known which model is asked for. */
interface RouteTargetTemplate {
  readonly upstream: Upstream;
  readonly breaker: CircuitBreaker;
  /** Undefined: what the model map says. */
  readonly model: string | undefined;
  readonly route: RouteOptions | undefined;
}

/** Says to which upstreams a request can go, by the routes file. */
@Injectable()
export class UpstreamRouter {
  private readonly routes: readonly { readonly pattern: string; readonly templates: readonly RouteTargetTemplate[] }[];
  private readonly unrouted: readonly RouteTargetTemplate[];
  private readonly breakers = new Map<string, CircuitBreaker>();

  constructor(
    @Inject(PROXY_OPTIONS) options: ProxyOptions,
    private readonly upstreams: Upstreams,
    private readonly mapper: ModelMapper,
  ) {
    this.routes = options.routes.map((route) => ({
      pattern: route.pattern,
      templates: route.targets.map((target) => this.createTemplate(target, route)),
    }));
    this.unrouted = [this.createTemplate({ upstream: DEFAULT_UPSTREAM })];
  }

  /** The first is where the request goes, the others are its fallbacks. Throws ApiError when the model is rejected. */
  targetsOf(requestedModel: string, head?: RequestHead): readonly [RouteTarget, ...RouteTarget[]] {
    const [first, ...others] = this.findTargets(requestedModel, head);
    if (!first) throw ApiError.notFound(`model: ${requestedModel}`);
    return [first, ...others];
  }

  /** The same; none when the model is rejected. */
  findTargets(requestedModel: string, head?: RequestHead): readonly RouteTarget[] {
    const name = stripContextSuffix(requestedModel);
    const route = this.routes.find(({ pattern }) => matchesWildcard(pattern, name));
    const targets: RouteTarget[] = [];
    for (const template of route?.templates ?? this.unrouted) {
      const target = this.resolveTarget(template, name, head);
      if (target) targets.push(target);
    }
    return targets;
  }

  /** One target for each upstream to which routes lead; that of the given model first. */
  probesOf(requestedModel: string): readonly RouteTarget[] {
    const routed = this.routes.flatMap(({ pattern, templates }) =>
      templates
        .filter((template) => !pattern.includes('*') || template.model !== '@same')
        .flatMap((template) => this.resolveTarget(template, pattern.includes('*') ? requestedModel : pattern) ?? []),
    );
    const all = [...this.findTargets(requestedModel), ...routed];
    return all.filter(({ upstream }, index) => all.findIndex((other) => other.upstream === upstream) === index);
  }

  private resolveTarget(template: RouteTargetTemplate, name: string, head?: RequestHead): RouteTarget | undefined {
    const model =
      template.model === undefined
        ? this.mapper.findUpstreamModel(name, head)
        : this.mapper.toModel(template.model, name);
    const { upstream, breaker, route } = template;
    return model === undefined ? undefined : { upstream, breaker, route, model };
  }

  private createTemplate({ upstream, model }: TargetOptions, route?: RouteOptions): RouteTargetTemplate {
    return { upstream: this.upstreams.find(upstream), breaker: this.breakerOf(upstream, model), model, route };
  }

  /** Routes that lead to the same model of the same upstream learn from each other. */
  private breakerOf(upstream: string, upstreamModel?: string): CircuitBreaker {
    const key = `${upstream}\n${upstreamModel ?? ''}`;
    const breaker =
      this.breakers.get(key) ?? new CircuitBreaker({ upstream, ...(upstreamModel !== undefined && { upstreamModel }) });
    this.breakers.set(key, breaker);
    return breaker;
  }
}

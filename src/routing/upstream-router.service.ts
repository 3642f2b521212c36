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
import { ModelMapper, stripContextSuffix } from './model-mapper.service.js';

/** A target of a route. Its model can depend on the requested model, so each request resolves it to a RouteTarget. */
interface RouteTargetTemplate {
  readonly upstream: Upstream;
  readonly breaker: CircuitBreaker;
  /** A model, or a special target such as `@big`; undefined: the model map decides. */
  readonly model: string | undefined;
  readonly route: RouteOptions | undefined;
}

/** Selects the upstreams and models that can serve a request: those of the first route that matches, or the default upstream. */
@Injectable()
export class UpstreamRouter {
  private readonly routes: readonly { readonly pattern: string; readonly templates: readonly RouteTargetTemplate[] }[];
  private readonly defaultTargets: readonly RouteTargetTemplate[];
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
    this.defaultTargets = [this.createTemplate({ upstream: DEFAULT_UPSTREAM })];
  }

  /** The first target and its fallbacks. Throws an ApiError (404) if the model is rejected. */
  resolveTargets(requestedModel: string, head?: RequestHead): readonly [RouteTarget, ...RouteTarget[]] {
    const [first, ...others] = this.findTargets(requestedModel, head);
    if (!first) throw ApiError.notFound(`model: ${requestedModel}`);
    return [first, ...others];
  }

  /** The first target and its fallbacks; empty if the model is rejected. */
  findTargets(requestedModel: string, head?: RequestHead): readonly RouteTarget[] {
    const name = stripContextSuffix(requestedModel);
    const route = this.routes.find(({ pattern }) => matchesWildcard(pattern, name));
    const targets: RouteTarget[] = [];
    for (const template of route?.templates ?? this.defaultTargets) {
      const target = this.resolveTarget(template, name, head);
      if (target) targets.push(target);
    }
    return targets;
  }

  /** One target per upstream that is in use, for connection tests; the target of the given model is the first. */
  findProbeTargets(requestedModel: string): readonly RouteTarget[] {
    const all = [...this.findTargets(requestedModel), ...this.findRoutedTargets(requestedModel)];
    return all.filter(({ upstream }, index) => all.findIndex((other) => other.upstream === upstream) === index);
  }

  /** A pattern with a wildcard is not a model name: the given one replaces it, except where the upstream would receive it. */
  private findRoutedTargets(requestedModel: string): readonly RouteTarget[] {
    return this.routes.flatMap(({ pattern, templates }) => {
      const hasWildcard = pattern.includes('*');
      return templates
        .filter(({ model }) => !hasWildcard || model !== '@same')
        .flatMap((template) => this.resolveTarget(template, hasWildcard ? requestedModel : pattern) ?? []);
    });
  }

  private resolveTarget(template: RouteTargetTemplate, name: string, head?: RequestHead): RouteTarget | undefined {
    const model =
      template.model === undefined
        ? this.mapper.findUpstreamModel(name, head, template.upstream)
        : this.mapper.resolveModel(template.model, name);
    const { upstream, breaker, route } = template;
    return model === undefined ? undefined : { upstream, breaker, route, model };
  }

  private createTemplate({ upstream, model }: TargetOptions, route?: RouteOptions): RouteTargetTemplate {
    return { upstream: this.upstreams.find(upstream), breaker: this.resolveBreaker(upstream, model), model, route };
  }

  /** Routes to the same model of an upstream share a circuit breaker. */
  private resolveBreaker(upstream: string, upstreamModel?: string): CircuitBreaker {
    const key = `${upstream}\n${upstreamModel ?? ''}`;
    const breaker =
      this.breakers.get(key) ?? new CircuitBreaker({ upstream, ...(upstreamModel !== undefined && { upstreamModel }) });
    this.breakers.set(key, breaker);
    return breaker;
  }
}

/** A model of an upstream that can serve a request. */
export interface RouteTarget {
  readonly upstream: Upstream;
  /** The name of the model at the upstream. */
  readonly model: string;
  readonly breaker: CircuitBreaker;
  /** The route that selected the target; undefined for models without a route. */
  readonly route: RouteOptions | undefined;
}

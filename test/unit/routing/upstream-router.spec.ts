import { describe, expect, it } from '@jest/globals';
import type { RouteOptions, TargetOptions } from '../../../src/config/routes/route-entries.js';
import { parseModelMap } from '../../../src/config/variables/variable-parsers.js';
import { ModelMapper } from '../../../src/routing/model-mapper.service.js';
import type { RouteTarget } from '../../../src/routing/upstream-router.service.js';
import { UpstreamRouter } from '../../../src/routing/upstream-router.service.js';
import { Upstreams } from '../../../src/upstream/upstreams.service.js';
import { testOptions } from '../../support/options.js';
import { aRouter } from '../../support/routing.js';

const upstreams = ['west', 'local'].map((name) => ({
  name,
  baseUrl: new URL(`https://${name}.example/v1`),
  headers: {},
  extraBody: {},
  modelOverrides: [],
}));
const route = (pattern: string, ...targets: RouteOptions['targets']): RouteOptions => ({ pattern, targets });
const to = (upstream: string, model?: string): TargetOptions => ({ upstream, ...(model && { model }) });
const routerWith = (routes: readonly RouteOptions[], map = '') =>
  aRouter({ upstreams, routes, modelMap: parseModelMap(map) ?? [], bigModel: 'big', smallModel: 'small' });
const formatTargets = (targets: readonly RouteTarget[]): string[] =>
  targets.map(({ upstream, model }) => `${upstream.name} ${model}`);

describe('UpstreamRouter', () => {
  it('sends everything to the default upstream without routes', () => {
    const router = routerWith([]);
    expect(formatTargets(router.findTargets('claude-opus-5-5'))).toEqual(['default big']);
    expect(formatTargets(router.findTargets('gpt-9'))).toEqual(['default gpt-9']);
  });

  it('selects the first route that matches the name, in any case and without [1m]', () => {
    const router = routerWith([route('claude-opus-*', to('west', 'a')), route('*', to('local', 'b'))]);
    expect(formatTargets(router.findTargets('Claude-Opus-5-5[1m]'))).toEqual(['west a']);
    expect(formatTargets(router.findTargets('x'))).toEqual(['local b']);
  });

  it('uses the model map if a route has no model, and resolves its special targets', () => {
    const targets = [to('west'), to('local', '@same'), to('local', '@small'), to('default', '@big')] as const;
    const router = routerWith([route('*', ...targets)], 'fast=tiny');
    expect(formatTargets(router.findTargets('fast'))).toEqual([
      'west tiny',
      'local fast',
      'local small',
      'default big',
    ]);
  });

  it('rejects what the map or a route rejects, as the client spelled it', () => {
    const router = routerWith([route('gone', to('west', '@reject')), route('*', to('west'))], 'old=@reject');
    for (const name of ['gone', 'Old[1m]']) {
      expect(router.findTargets(name)).toEqual([]);
      expect(() => router.resolveTargets(name)).toThrow(
        expect.objectContaining({ status: 404, type: 'not_found_error', message: `model: ${name}` }),
      );
    }
  });

  it('returns the route, with its limits', () => {
    const limited = { ...route('a', to('west', 'm')), maxOutputTokens: 5 };
    const router = routerWith([limited]);
    expect(router.findTargets('a')[0].route).toBe(limited);
    expect(router.findTargets('b')[0].route).toBeUndefined();
  });

  it('shares a circuit breaker between routes to the same model of an upstream', () => {
    const router = routerWith([
      route('a', to('west', 'm'), to('west', 'n')),
      route('b', to('west', 'm')),
      route('c', to('local', 'm')),
    ]);
    const [first, second] = router.findTargets('a').map(({ breaker }) => breaker);
    expect(router.findTargets('b')[0].breaker).toBe(first);
    expect(second).not.toBe(first);
    expect(router.findTargets('c')[0].breaker).not.toBe(first);
  });

  it('finds one target per upstream in use', () => {
    const router = routerWith([
      route('team-*', to('local', '@same')),
      route('exact', to('local', '@same'), to('west')),
      route('x*', to('west', 'm')),
    ]);
    expect(formatTargets(router.findProbeTargets('claude-haiku-5-5'))).toEqual([
      'default small',
      'local exact',
      'west exact',
    ]);
    expect(formatTargets(routerWith([route('*', to('west', 'm'))]).findProbeTargets('claude-haiku-5-5'))).toEqual([
      'west m',
    ]);
  });

  it('can be extended to select the route by other rules', () => {
    class TenantRouter extends UpstreamRouter {
      override findTargets(requestedModel: string): readonly RouteTarget[] {
        return super.findTargets(requestedModel.startsWith('gold/') ? 'gold' : requestedModel);
      }
    }
    const options = testOptions({ upstreams, routes: [route('gold', to('west', 'm'))] });
    const router = new TenantRouter(options, new Upstreams(options), new ModelMapper(options));
    expect(formatTargets(router.resolveTargets('gpt-9'))).toEqual(['default gpt-9']);
    expect(formatTargets(router.resolveTargets('gold/gpt-9'))).toEqual(['west m']);
  });
});

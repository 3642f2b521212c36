import { describe, expect, it } from '@jest/globals';
import type { RouteOptions, TargetOptions } from '../../../src/config/routes/route-entries.js';
import { parseModelMap } from '../../../src/config/model-map.js';
import { ModelMapper } from '../../../src/routing/model-mapper.service.js';
import type { RouteTarget } from '../../../src/routing/route-target.js';
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
const placesOf = (targets: readonly RouteTarget[]): string[] =>
  targets.map(({ upstream, model }) => `${upstream.name} ${model}`);

describe('UpstreamRouter', () => {
  it('sends everything to the default upstream without routes', () => {
    const router = routerWith([]);
    expect(placesOf(router.findTargets('claude-opus-5-5'))).toEqual(['default big']);
    expect(placesOf(router.findTargets('gpt-9'))).toEqual(['default gpt-9']);
  });

  it('takes the first route that matches the name, in any case and without its mark of a long context', () => {
    const router = routerWith([route('claude-opus-*', to('west', 'a')), route('*', to('local', 'b'))]);
    expect(placesOf(router.findTargets('Claude-Opus-5-5[1m]'))).toEqual(['west a']);
    expect(placesOf(router.findTargets('x'))).toEqual(['local b']);
  });

  it('asks the model map where a route names no model, and knows its words', () => {
    const targets = [to('west'), to('local', '@same'), to('local', '@small'), to('default', '@big')] as const;
    const router = routerWith([route('*', ...targets)], 'fast=tiny');
    expect(placesOf(router.findTargets('fast'))).toEqual(['west tiny', 'local fast', 'local small', 'default big']);
  });

  it('rejects what the map or a route rejects, as the client spelled it', () => {
    const router = routerWith([route('gone', to('west', '@reject')), route('*', to('west'))], 'old=@reject');
    for (const name of ['gone', 'Old[1m]']) {
      expect(router.findTargets(name)).toEqual([]);
      expect(() => router.targetsOf(name)).toThrow(
        expect.objectContaining({ status: 404, type: 'not_found_error', message: `model: ${name}` }),
      );
    }
  });

  it('names the route, with its limits', () => {
    const limited = { ...route('a', to('west', 'm')), maxOutputTokens: 5 };
    const router = routerWith([limited]);
    expect(router.findTargets('a')[0].route).toBe(limited);
    expect(router.findTargets('b')[0].route).toBeUndefined();
  });

  it('watches each model of each upstream once, whichever routes lead there', () => {
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

  it('tries one model of each upstream that routes lead to', () => {
    const router = routerWith([
      route('team-*', to('local', '@same')),
      route('exact', to('local', '@same'), to('west')),
      route('x*', to('west', 'm')),
    ]);
    expect(placesOf(router.probesOf('claude-haiku-5-5'))).toEqual(['default small', 'local exact', 'west exact']);
    expect(placesOf(routerWith([route('*', to('west', 'm'))]).probesOf('claude-haiku-5-5'))).toEqual(['west m']);
  });

  it('lets a platform choose the route by rules of its own', () => {
    class TenantRouter extends UpstreamRouter {
      override findTargets(requestedModel: string): readonly RouteTarget[] {
        return super.findTargets(requestedModel.startsWith('gold/') ? 'gold' : requestedModel);
      }
    }
    const options = testOptions({ upstreams, routes: [route('gold', to('west', 'm'))] });
    const router = new TenantRouter(options, new Upstreams(options), new ModelMapper(options));
    expect(placesOf(router.targetsOf('gpt-9'))).toEqual(['default gpt-9']);
    expect(placesOf(router.targetsOf('gold/gpt-9'))).toEqual(['west m']);
  });
});

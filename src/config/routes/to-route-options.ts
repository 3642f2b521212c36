import { checkEntries } from './check-entries.js';
import { checkSettings } from './check-settings.js';
import type { Checked } from './checked.js';
import type { RouteOptions, TargetOptions } from './route-options.js';
import { RouteSettings, TargetSettings } from './route-settings.js';
import { DEFAULT_UPSTREAM } from './upstream-options.js';

/** Reads and checks the routes file's `routes`, which may name these upstreams. */
export function toRouteOptions(
  routes: unknown,
  upstreams: readonly string[],
): Required<Checked<readonly RouteOptions[]>> {
  return checkEntries('routes', routes, 'names of models', (pattern, content) => {
    const path = `routes.${pattern}`;
    const { value: settings, problems: ownProblems } = checkSettings(new RouteSettings(), path, content);
    const fallbacks = toFallbacks(`${path}.fallbacks`, settings, upstreams);
    const problems = [...ownProblems, ...toUpstreamProblems(path, settings, upstreams), ...fallbacks.problems];
    return problems.length > 0 ? { problems } : { value: toOptions(pattern, settings, fallbacks.value), problems };
  });
}

/** A fallback without a model of its own is asked for that of the route. */
function toFallbacks(
  path: string,
  { fallbacks = [], model }: RouteSettings,
  upstreams: readonly string[],
): Required<Checked<readonly TargetOptions[]>> {
  if (!Array.isArray(fallbacks)) return { value: [], problems: [`${path} must be a list of upstreams and models`] };
  const checked = fallbacks.map((content: unknown, index) => {
    const place = `${path}.${index}`;
    const { value: settings, problems } = checkSettings(new TargetSettings(), place, content);
    return {
      target: toTarget(settings, model),
      problems: [...problems, ...toUpstreamProblems(place, settings, upstreams)],
    };
  });
  return { value: checked.map(({ target }) => target), problems: checked.flatMap(({ problems }) => problems) };
}

function toUpstreamProblems(
  path: string,
  { upstream }: TargetSettings,
  upstreams: readonly string[],
): readonly string[] {
  if (typeof upstream !== 'string' || upstreams.includes(upstream)) return [];
  return [`${path}.upstream must be one of ${upstreams.join(', ')}, got ${JSON.stringify(upstream)}`];
}

function toOptions(pattern: string, settings: RouteSettings, fallbacks: readonly TargetOptions[]): RouteOptions {
  const { maxOutputTokens, maxEffort } = settings;
  return {
    pattern,
    targets: [toTarget(settings), ...fallbacks],
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(maxEffort !== undefined && { maxEffort }),
  };
}

function toTarget({ upstream = DEFAULT_UPSTREAM, model }: TargetSettings, otherwise?: string): TargetOptions {
  const asked = model ?? otherwise;
  return { upstream, ...(asked !== undefined && { model: asked }) };
}

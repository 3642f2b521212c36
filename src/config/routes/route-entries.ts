import type { EffortLimit } from '../../conversion/shared/effort-limit.js';
import { validateEntries, validateSettings } from './entry-validation.js';
import type { Checked } from './entry-validation.js';
import { RouteSettings, TargetSettings } from './route-settings.js';
import { DEFAULT_UPSTREAM } from './upstream-entries.js';

/** Reads and checks the routes file's `routes`, which may name these upstreams. */
export function parseRouteEntries(
  routes: unknown,
  upstreams: readonly string[],
): Required<Checked<readonly RouteOptions[]>> {
  return validateEntries('routes', routes, 'names of models', (pattern, content) => {
    const path = `routes.${pattern}`;
    const { value: settings, problems: ownProblems } = validateSettings(new RouteSettings(), path, content);
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
    const { value: settings, problems } = validateSettings(new TargetSettings(), place, content);
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

/** One place to which a request can go. */
export interface TargetOptions {
  /** An upstream's name. */
  readonly upstream: string;
  /** The model to ask there, or `@big`, `@small`, `@same`; absent: what the model map says. */
  readonly model?: string;
}

/** Where requests go that ask for a model whose name matches the pattern. */
export interface RouteOptions {
  readonly pattern: string;
  /** The first is where they go; the others are asked, in order, when it is overloaded, too slow or too small. */
  readonly targets: readonly [TargetOptions, ...TargetOptions[]];
  readonly maxOutputTokens?: number;
  readonly maxEffort?: EffortLimit;
}

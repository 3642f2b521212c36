import 'reflect-metadata';
import { Allow, IsOptional } from 'class-validator';
import type { EffortLimit } from '../../conversion/shared/requested-reasoning.js';
import { IsCount, IsName, IsOneOf, IsTargetModel } from '../validators.js';
import { validateEntries, validateSettings } from './entry-validation.js';
import type { ParseResult } from './entry-validation.js';
import { DEFAULT_UPSTREAM } from './upstream-entries.js';

/** Parses the routes file's `routes`, which can use the given upstreams. */
export function parseRouteEntries(
  routes: unknown,
  upstreams: readonly string[],
): Required<ParseResult<readonly RouteOptions[]>> {
  return validateEntries('routes', routes, 'model names', (pattern, content) => {
    const path = `routes.${pattern}`;
    const { value: settings, problems: ownProblems } = validateSettings(new RouteSettings(), path, content);
    const fallbacks = parseFallbacks(`${path}.fallbacks`, settings, upstreams);
    const problems = [...ownProblems, ...findUpstreamProblems(path, settings, upstreams), ...fallbacks.problems];
    return problems.length > 0
      ? { problems }
      : { value: createRouteOptions(pattern, settings, fallbacks.value), problems };
  });
}

/** A fallback without a model uses that of the route. */
function parseFallbacks(
  path: string,
  { fallbacks = [], model }: RouteSettings,
  upstreams: readonly string[],
): Required<ParseResult<readonly TargetOptions[]>> {
  if (!Array.isArray(fallbacks)) return { value: [], problems: [`${path} must be a list of upstreams and models`] };
  const results = fallbacks.map((content: unknown, index) => {
    const place = `${path}.${index}`;
    const { value: settings, problems } = validateSettings(new TargetSettings(), place, content);
    return {
      target: createTarget(settings, model),
      problems: [...problems, ...findUpstreamProblems(place, settings, upstreams)],
    };
  });
  return { value: results.map(({ target }) => target), problems: results.flatMap(({ problems }) => problems) };
}

function findUpstreamProblems(
  path: string,
  { upstream }: TargetSettings,
  upstreams: readonly string[],
): readonly string[] {
  if (typeof upstream !== 'string' || upstreams.includes(upstream)) return [];
  return [`${path}.upstream must be one of ${upstreams.join(', ')}, got ${JSON.stringify(upstream)}`];
}

function createRouteOptions(
  pattern: string,
  settings: RouteSettings,
  fallbacks: readonly TargetOptions[],
): RouteOptions {
  const { maxOutputTokens, maxEffort } = settings;
  return {
    pattern,
    targets: [createTarget(settings), ...fallbacks],
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(maxEffort !== undefined && { maxEffort }),
  };
}

function createTarget({ upstream = DEFAULT_UPSTREAM, model }: TargetSettings, defaultModel?: string): TargetOptions {
  const resolved = model ?? defaultModel;
  return { upstream, ...(resolved !== undefined && { model: resolved }) };
}

/** An upstream and a model that can serve a request. */
export interface TargetOptions {
  /** The name of an upstream. */
  readonly upstream: string;
  /** The upstream's model, or `@big`, `@small`, `@same`; absent: the model map decides. */
  readonly model?: string;
}

/** The route of requests for models whose names match the pattern. */
export interface RouteOptions {
  readonly pattern: string;
  /** The first is the target, the others are its fallbacks in order. */
  readonly targets: readonly [TargetOptions, ...TargetOptions[]];
  readonly maxOutputTokens?: number;
  readonly maxEffort?: EffortLimit;
}

const effortLimits: readonly EffortLimit[] = ['none', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The settings of a route or a fallback that select its target. */
export class TargetSettings {
  /** The name of an upstream. */
  @IsOptional()
  @IsName()
  readonly upstream?: string;

  /** The upstream's model, or a special target of the model map. */
  @IsOptional()
  @IsTargetModel()
  readonly model?: string;
}

/** One entry of `routes` in the routes file. */
export class RouteSettings extends TargetSettings {
  /** The targets to try in order when the first one fails; validated separately. */
  @Allow()
  readonly fallbacks?: unknown;

  /** The maximum number of output tokens to request. */
  @IsOptional()
  @IsCount()
  readonly maxOutputTokens?: number;

  /** The maximum reasoning effort to request. */
  @IsOptional()
  @IsOneOf(effortLimits)
  readonly maxEffort?: EffortLimit;
}

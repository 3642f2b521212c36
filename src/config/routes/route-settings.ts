import 'reflect-metadata';
import { Allow, IsOptional } from 'class-validator';
import type { EffortLimit } from '../../conversion/shared/effort-limit.js';
import { IsCount, IsName, IsOneOf, IsTargetModel } from '../validators.js';

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

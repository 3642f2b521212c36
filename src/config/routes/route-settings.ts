import 'reflect-metadata';
import { Allow, IsOptional } from 'class-validator';
import type { EffortLimit } from '../../conversion/shared/effort-limit.js';
import { IsCount, IsName, IsOneOf, IsTargetModel } from '../validators.js';

const effortLimits: readonly EffortLimit[] = ['none', 'low', 'medium', 'high', 'xhigh', 'max'];

/** One place to which a request can go. */
export class TargetSettings {
  /** An upstream's name. */
  @IsOptional()
  @IsName()
  readonly upstream?: string;

  /** The model to ask there, or what the model map says instead of one. */
  @IsOptional()
  @IsTargetModel()
  readonly model?: string;
}

/** What the routes file says of the requests for some models. */
export class RouteSettings extends TargetSettings {
  /** Where else it goes when it cannot be served there, in order; has checks of its own. */
  @Allow()
  readonly fallbacks?: unknown;

  /** The most output tokens ever asked for. */
  @IsOptional()
  @IsCount()
  readonly maxOutputTokens?: number;

  /** The most effort of reasoning ever asked for. */
  @IsOptional()
  @IsOneOf(effortLimits)
  readonly maxEffort?: EffortLimit;
}

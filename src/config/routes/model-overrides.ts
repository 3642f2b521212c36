import 'reflect-metadata';
import { IsOptional } from 'class-validator';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import type { ConfiguredOverrides, ModelOverrides } from '../../providers/configured-overrides.js';
import { effortRanking } from '../../providers/efforts.js';
import type { ReasoningReplay } from '../../providers/provider-profile.js';
import { apiSettings, type ApiSetting } from '../../providers/upstream-api-choice.js';
import { IsCount, IsEachOneOf, IsOneOf, IsSwitch, Requires } from '../validators.js';
import { type ParseResult, validateEntries, validateSettings } from './entry-validation.js';

const thinkTags = ['auto', 'on', 'off'] as const;
const systemTurns = ['inline', 'user', 'merge', 'reject'] as const;
const replays: readonly ReasoningReplay[] = [
  'none',
  'reasoning',
  'reasoning_content',
  'required_reasoning_content',
  'reasoning_details',
  'thinking_parts',
];

/** One entry of `models` in the routes file. The properties are described in ConfiguredOverrides. */
export class ModelSettings implements ConfiguredOverrides {
  @IsOptional()
  @IsOneOf(apiSettings)
  readonly api?: ApiSetting;

  @IsOptional()
  @IsCount()
  readonly maxOutputTokens?: number;

  @IsOptional()
  @IsCount()
  readonly contextWindow?: number;

  @IsOptional()
  @IsSwitch()
  @Requires('contextWindow')
  readonly scaleUsage?: boolean;

  @IsOptional()
  @IsEachOneOf(effortRanking)
  readonly efforts?: readonly ChatReasoningEffort[];

  @IsOptional()
  @IsOneOf(thinkTags)
  readonly thinkTags?: (typeof thinkTags)[number];

  @IsOptional()
  @IsSwitch()
  readonly explicitCache?: boolean;

  @IsOptional()
  @IsOneOf(systemTurns)
  readonly systemTurns?: (typeof systemTurns)[number];

  @IsOptional()
  @IsOneOf(replays)
  readonly reasoningReplay?: ReasoningReplay;

  @IsOptional()
  @IsSwitch()
  readonly images?: boolean;

  @IsOptional()
  @IsSwitch()
  readonly documents?: boolean;
}

/** Parses the `models` of the routes file or of one of its upstreams. */
export function parseModelOverrides(path: string, models: unknown): Required<ParseResult<readonly ModelOverrides[]>> {
  return validateEntries(path, models, 'model names', (pattern, content) => {
    const { value: overrides, problems } = validateSettings(new ModelSettings(), `${path}.${pattern}`, content);
    return { value: { pattern, overrides }, problems };
  });
}

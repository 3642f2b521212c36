import 'reflect-metadata';
import { IsOptional } from 'class-validator';
import { effortRanking } from '../../providers/efforts.js';
import type { ReasoningReplay } from '../../providers/provider-profile.js';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import { IsCount, IsEachOneOf, IsOneOf, IsSwitch, Needs } from '../validators.js';

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

/** What the routes file says of a model of the provider; what it does not say is as the provider's dialect has it. */
export class ModelSettings {
  /** The most output tokens ever asked for. */
  @IsOptional()
  @IsCount()
  readonly maxOutputTokens?: number;

  /** Tokens of prompt and answer together. */
  @IsOptional()
  @IsCount()
  readonly contextWindow?: number;

  /** Whether input tokens are counted in shares of the window that clients believe in, so that they compact in time. */
  @IsOptional()
  @IsSwitch()
  @Needs('contextWindow')
  readonly scaleUsage?: boolean;

  /** The efforts of reasoning that the model knows; none: it is not told any. */
  @IsOptional()
  @IsEachOneOf(effortRanking)
  readonly efforts?: readonly ChatReasoningEffort[];

  /** Whether `<think>…</think>` at the start of a reply is reasoning; `on`: also when the first tag is missing. */
  @IsOptional()
  @IsOneOf(thinkTags)
  readonly thinkTags?: (typeof thinkTags)[number];

  /** Whether prompt-cache breakpoints are sent. */
  @IsOptional()
  @IsSwitch()
  readonly explicitCache?: boolean;

  /** Where a system turn in the middle of a conversation goes. */
  @IsOptional()
  @IsOneOf(systemTurns)
  readonly systemTurns?: (typeof systemTurns)[number];

  /** In which field earlier reasoning goes back. */
  @IsOptional()
  @IsOneOf(replays)
  readonly reasoningReplay?: ReasoningReplay;

  /** `false`: the model reads no images. */
  @IsOptional()
  @IsSwitch()
  readonly images?: boolean;

  /** `false`: the model reads no PDFs. */
  @IsOptional()
  @IsSwitch()
  readonly documents?: boolean;
}

import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';

export const dialectNames = ['openai', 'azure', 'standard'] as const;
export type DialectName = (typeof dialectNames)[number];

/** What a provider of Chat Completions does differently. Data first, tiny functions second. */
export interface Dialect {
  readonly name: DialectName;
  /** Recognises the provider by its base URL. */
  readonly matches: (baseUrl: URL) => boolean;
  readonly chatUrl: (baseUrl: URL) => URL;
  /** The headers that carry the key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** Where a `role:"system"` turn in the middle of a conversation goes. */
  readonly systemTurns: 'inline' | 'wrapped';
  readonly tokenLimitField: (model: string) => 'max_tokens' | 'max_completion_tokens';
  /** The efforts that the model understands, weakest first; empty when it takes none. */
  readonly reasoningEfforts: (model: string) => readonly ChatReasoningEffort[];
  /** Whether the model refuses temperature, top_p and its like. */
  readonly refusesSampling: (model: string) => boolean;
  readonly maxStops: (model: string) => number;
  /** OpenAI's own request fields: prompt_cache_key, safety_identifier, service_tier. */
  readonly sendsCacheKeys: boolean;
}

import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';

/** What a provider of Chat Completions does differently. Data first, tiny functions second. */
export interface Dialect {
  readonly name: string;
  /** Recognises the provider by its base URL. */
  readonly matches: (baseUrl: URL) => boolean;
  readonly chatUrl: (baseUrl: URL) => URL;
  /** The headers that carry the key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** Where a `role:"system"` turn in the middle of a conversation goes. */
  readonly systemTurns: 'inline' | 'wrapped' | 'merged' | 'rejected';
  /** OpenAI's own request fields: prompt_cache_key, safety_identifier, service_tier. */
  readonly sendsOpenAiFields: boolean;
  /** What becomes of `cache_control`: nothing, a copy on the content part, or OpenAI's explicit cache breakpoint. */
  readonly cacheControl: 'none' | 'copied' | 'breakpoints';
  /** Fields of a chat request that are left out, since the provider or the model refuses a request that has them. */
  readonly refusedFields: readonly string[];
  /** Whether `<think>…</think>` at the start of a reply is reasoning; `on`: also when the first tag is missing. */
  readonly thinkTags: 'auto' | 'on' | 'off';
  /** Longer ids of tool calls are refused. */
  readonly maxToolCallIdLength: number;
  readonly reasoningReplay: ReasoningReplay;
  /** What stands for reasoning that is not known, where it is required. */
  readonly reasoningPlaceholder: string;
  /** Whether calls go back with the `extra_content` that they came with: Gemini signs its thoughts there. */
  readonly returnsThoughtSignatures: boolean;
  readonly modelTraits: (model: string) => ModelTraits;
}

/**
 * Where an assistant message takes its earlier reasoning: nowhere; in a text field (the required one stands in every
 * message of a conversation with calls); in OpenRouter's `reasoning_details`; in Mistral's parts of the content.
 */
export type ReasoningReplay =
  'none' | 'reasoning' | 'reasoning_content' | 'required_reasoning_content' | 'reasoning_details' | 'thinking_parts';

/** What a model takes, told by its name. */
export interface ModelTraits {
  readonly tokenLimitField: 'max_tokens' | 'max_completion_tokens';
  /** Whether temperature and top_p may be sent. */
  readonly takesSampling: boolean;
  readonly maxStops: number;
  /** Weakest first; empty when the model does not reason. */
  readonly efforts: readonly ChatReasoningEffort[];
  /** What a request with tools says about the effort: anything, nothing, or that there must be none. */
  readonly effortWithTools: 'any' | 'absent' | 'none';
  /** Stands for the thought signature of calls that have none; absent where none is required. */
  readonly missingThoughtSignature?: string;
}

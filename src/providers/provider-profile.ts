import type { ChatReasoningEffort, ChatRequest } from '../protocol/openai/chat-request.js';

/** What a provider of Chat Completions does differently. Data first, tiny functions second. */
export interface ProviderProfile {
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
  readonly rejectedFields: readonly string[];
  /** Whether `<think>…</think>` at the start of a reply is reasoning; `on`: also when the first tag is missing. */
  readonly thinkTags: 'auto' | 'on' | 'off';
  /** Longer ids of tool calls are refused. */
  readonly maxToolCallIdLength: number;
  readonly reasoningReplay: ReasoningReplay;
  /** What stands for reasoning that is not known, where it is required. */
  readonly reasoningPlaceholder: string;
  /** Whether calls go back with the `extra_content` that they came with: Gemini signs its thoughts there. */
  readonly returnsThoughtSignatures: boolean;
  /** Whether the last message may be the beginning of the answer, and whether the reply repeats it. */
  readonly prefill: 'refused' | 'taken' | 'echoed';
  /** The content of an assistant message that holds calls only. */
  readonly emptyContent: 'null' | 'omitted' | 'blank';
  readonly media: MediaSupport;
  readonly tools: ToolSupport;
  /** Says what a client wants of the model's reasoning in the provider's own fields; none when it cannot be said. */
  readonly convertReasoning: (requested: ReasoningRequest, model: string) => ReasoningFields;
  /** Whether a request is answered as a stream only. */
  readonly streamsOnly: (request: ChatRequest) => boolean;
  /** What no field above can say: the last word on the request. */
  readonly refine: (request: ChatRequest) => ChatRequest;
  readonly modelFeatures: (model: string) => ModelFeatures;
}

/** Which media a provider takes, and where. */
export interface MediaSupport {
  /** `inline`: as data only, a URL is not fetched. */
  readonly images: 'any' | 'inline' | 'none';
  /** Whether PDFs may be sent. */
  readonly files: boolean;
  /** Whether a tool message may hold media; otherwise they go into the user message behind. */
  readonly inToolMessages: boolean;
}

/** What a provider knows of functions. */
export interface ToolSupport {
  /** How a call can be forced: of any function (`required`), of a certain one (`named`). */
  readonly forcedChoices: readonly ('required' | 'named')[];
  /** Whether it knows `strict`. */
  readonly strict: boolean;
  /** Whether functions may stand beside a response_format. */
  readonly besideResponseFormat: boolean;
  readonly schema: SchemaSupport;
}

/** The part of JSON Schema that a provider takes. */
export interface SchemaSupport {
  /** The keywords that it knows; absent: all. */
  readonly keywords?: ReadonlySet<string>;
  /** The formats of strings that it knows; absent: all. */
  readonly formats?: ReadonlySet<string>;
  /** Whether `additionalProperties: false` may be said. */
  readonly closedObjects: boolean;
}

/** What a client wants of the model's reasoning. */
export interface ReasoningRequest {
  readonly isOff: boolean;
  /** One of the model's efforts. */
  readonly effort?: ChatReasoningEffort;
  readonly budgetTokens?: number;
}

export type ReasoningFields = Pick<
  ChatRequest,
  | 'reasoning_effort'
  | 'reasoning'
  | 'thinking'
  | 'enable_thinking'
  | 'thinking_budget'
  | 'thinking_budget_tokens'
  | 'chat_template_kwargs'
>;

/**
 * Where an assistant message takes its earlier reasoning: nowhere; in a text field (the required one stands in every
 * message of a conversation with calls); in OpenRouter's `reasoning_details`; in Mistral's parts of the content.
 */
export type ReasoningReplay =
  'none' | 'reasoning' | 'reasoning_content' | 'required_reasoning_content' | 'reasoning_details' | 'thinking_parts';

/** What a model takes, told by its name. */
export interface ModelFeatures {
  readonly tokenLimitField: 'max_tokens' | 'max_completion_tokens';
  /** Whether temperature and top_p may be sent. */
  readonly acceptsSampling: boolean;
  readonly maxStops: number;
  /** Weakest first; empty when the model does not reason. */
  readonly efforts: readonly ChatReasoningEffort[];
  /** What a request with tools says about the effort: anything, nothing, or that there must be none. */
  readonly effortWithTools: 'any' | 'absent' | 'none';
  /** The best way to ask for JSON: by its schema, or as any JSON; with `none`, in words only. */
  readonly responseFormat: 'json_schema' | 'json_object' | 'none';
  /** Stands for the thought signature of calls that have none; absent where none is required. */
  readonly missingThoughtSignature?: string;
}

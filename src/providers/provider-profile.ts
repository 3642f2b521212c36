import type { ChatReasoningEffort, ChatRequest } from '../protocol/openai/chat-request.js';
import type { UpstreamApiName } from './upstream-api-choice.js';

/** How a provider's APIs differ from OpenAI's. Data where possible, small functions elsewhere. */
export interface ProviderProfile {
  readonly name: string;
  /** Whether a base URL belongs to the provider. */
  readonly matches: (baseUrl: URL) => boolean;
  /** The API that serves a model best, unless another one is configured. */
  readonly preferredApi: (baseUrl: URL, model: string) => UpstreamApiName;
  readonly chatUrl: (baseUrl: URL) => URL;
  /** The headers that carry the API key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** Where a `role:"system"` turn in the middle of a conversation goes. */
  readonly systemTurns: 'inline' | 'wrapped' | 'merged' | 'rejected';
  /** Whether OpenAI's own request fields are sent: prompt_cache_key, safety_identifier, service_tier. */
  readonly sendsOpenAiFields: boolean;
  /** How `cache_control` is sent: not at all, as a copy on the content part, or as OpenAI's explicit cache breakpoint. */
  readonly cacheControl: 'none' | 'copied' | 'breakpoints';
  /** Fields of a chat request that are not sent, because the provider or the model rejects them. */
  readonly rejectedFields: readonly string[];
  /** Whether `<think>…</think>` at the start of a response is reasoning; `on`: even if the opening tag is missing. */
  readonly thinkTags: 'auto' | 'on' | 'off';
  /** Longer ids of tool calls are rejected. */
  readonly maxToolCallIdLength: number;
  readonly reasoningReplay: ReasoningReplay;
  /** The text to send where reasoning is required but unknown. */
  readonly reasoningPlaceholder: string;
  /** Whether the last message may be the beginning of the response; `echoed`: the response repeats it. */
  readonly prefill: 'rejected' | 'supported' | 'echoed';
  /** The content of an assistant message that contains tool calls only. */
  readonly emptyContent: 'null' | 'omitted' | 'blank';
  readonly media: MediaSupport;
  readonly tools: ToolSupport;
  /** Converts requested reasoning to the provider's request fields; none if it cannot be expressed. */
  readonly convertReasoning: (requested: ReasoningRequest, model: string) => ReasoningFields;
  /** Whether the provider requires a streamed response for this request. */
  readonly streamsOnly: (request: ChatRequest) => boolean;
  /** Adjusts the finished request where no other property is sufficient. */
  readonly refine: (request: ChatRequest) => ChatRequest;
  readonly usage: UsageReporting;
  readonly modelFeatures: (model: string) => ModelFeatures;
  /** How the provider's Responses API differs; all other properties apply to it as well. */
  readonly responsesFeatures: (model: string) => ResponsesFeatures;
  /** How the provider's Messages API differs from Anthropic's. */
  readonly messagesFeatures: MessagesFeatures;
  /** Fields that are added to every request. */
  readonly extraBody: Readonly<Record<string, unknown>>;
}

/** How a provider counts tokens differently from OpenAI. */
export interface UsageReporting {
  /** Whether `prompt_tokens` may leave out the cached part of the prompt. */
  readonly promptExcludesCache: boolean;
  /** Whether `completion_tokens` leaves out thinking, which only `total_tokens` includes. */
  readonly outputExcludesThinking: boolean;
}

/** How a provider's Messages API differs from Anthropic's. */
export interface MessagesFeatures {
  /** The headers that carry the API key. */
  readonly authorize: (apiKey: string) => Readonly<Record<string, string>>;
  /** Whether the provider counts the tokens of a request. */
  readonly countsTokens: boolean;
  /** Top-level fields that are not sent. */
  readonly rejectedFields: readonly string[];
  /** Values of `anthropic-beta` that are not sent. */
  readonly rejectedBetas: readonly string[];
  /** Whether earlier thinking is sent back. */
  readonly sendsThinking: boolean;
  /** Whether the model may think. */
  readonly allowsThinking: boolean;
  /** Whether events are completed: their names, missing counts, indices that do not begin at 0, `message_stop`. */
  readonly repairsStreams: boolean;
}

/** The media that a provider accepts. */
export interface MediaSupport {
  /** `inline`: as data only; URLs are not fetched. */
  readonly images: 'any' | 'inline' | 'none';
  /** Whether PDFs are accepted. */
  readonly files: boolean;
  /** Whether a tool message may contain media; otherwise they are sent in the user message that follows. */
  readonly inToolMessages: boolean;
}

/** The tool features that a provider supports. */
export interface ToolSupport {
  /** How a call can be forced: of any function (`required`), of a given one (`named`). */
  readonly forcedChoices: readonly ('required' | 'named')[];
  /** Whether `strict` is supported. */
  readonly strict: boolean;
  /** Whether a request may contain both tools and a response_format. */
  readonly allowedWithResponseFormat: boolean;
  readonly schema: SchemaSupport;
}

/** The part of JSON Schema that a provider supports. */
export interface SchemaSupport {
  /** The supported keywords; absent: all. */
  readonly keywords?: ReadonlySet<string>;
  /** The supported formats of strings; absent: all. */
  readonly formats?: ReadonlySet<string>;
  /** Whether `additionalProperties: false` is accepted. */
  readonly closedObjects: boolean;
  /** Whether a `pattern` must match the whole string: it must begin with `^` and end with `$`. */
  readonly wholePatterns?: true;
  /** Whether `type` is rejected next to `anyOf`, and accepted in its branches. */
  readonly typesInBranches?: true;
  /** Whether an empty `properties` means that no properties are allowed. */
  readonly emptyPropertiesForbidAny?: true;
}

/** The reasoning that a client requests. */
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
 * Where earlier reasoning is sent back in assistant messages: not at all; in a text field (`required_…`: in every message of
 * a conversation with tool calls); in OpenRouter's `reasoning_details`; in Mistral's content parts.
 */
export type ReasoningReplay =
  'none' | 'reasoning' | 'reasoning_content' | 'required_reasoning_content' | 'reasoning_details' | 'thinking_parts';

/** The features that a model supports, resolved by its name. */
export interface ModelFeatures {
  readonly tokenLimitField: 'max_tokens' | 'max_completion_tokens';
  /** Whether temperature and top_p are accepted. */
  readonly acceptsSampling: boolean;
  readonly maxStops: number;
  /** Lowest first; empty if the model does not reason. */
  readonly efforts: readonly ChatReasoningEffort[];
  /** The effort in requests with tools: any value, no field, or only `none`. */
  readonly effortWithTools: 'any' | 'absent' | 'none';
  /** The best supported way to request JSON: by a schema, as any JSON, or only in the prompt. */
  readonly responseFormat: 'json_schema' | 'json_object' | 'none';
  /** Replaces a missing thought signature of tool calls; absent if none is required. */
  readonly missingThoughtSignature?: string;
}

/** How a provider's Responses API, and a model on it, differ from the parts that all servers have in common. */
export interface ResponsesFeatures {
  /** The form in which earlier reasoning is sent back; `encrypted` is also requested with each response. */
  readonly reasoningItems: 'encrypted' | 'text' | 'none';
  /** Whether earlier reasoning is sent back at all; an upstream can refuse what it cannot decrypt. */
  readonly replaysReasoning: boolean;
  /** Whether `reasoning.summary` is sent. OpenAI rejects it for organizations that are not verified. */
  readonly reasoningSummary: boolean;
  /** Whether temperature and top_p are accepted when reasoning is off. */
  readonly samplingWithoutReasoning: boolean;
  /** Whether the output of a call may be a list with images and files. */
  readonly outputLists: boolean;
  /** Whether assistant messages carry their `phase`, without which these models end long tasks early. */
  readonly phase: boolean;
  /** Whether the effort can change during a conversation. */
  readonly effortItems: boolean;
  /** Whether tools that are loaded later are sent as items at that place, so that the cached prompt stays valid. */
  readonly toolItems: boolean;
  /** Whether the tools to choose from can be limited. */
  readonly allowedTools: boolean;
  /** Whether the provider runs these tools itself. */
  readonly toolSearch: boolean;
  readonly webSearch: boolean;
  /** Whether the prompt cache can be filled without a response. */
  readonly prewarm: boolean;
  readonly serviceTier: boolean;
  /** Whether events can be sent without the padding that hides the length of the text. */
  readonly streamObfuscation: boolean;
  /** Fields that are not sent. */
  readonly rejectedFields: readonly string[];
}

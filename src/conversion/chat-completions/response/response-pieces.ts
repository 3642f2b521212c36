import { asList, asText, isJsonObject } from '../../../common/json.js';
import type {
  ChatReasoningDetail,
  ChatResponseMessage,
  ChatResponsePart,
  ChatToolCallFragment,
} from '../../../protocol/openai/chat-completion.js';
import type { ToolCallFragment } from '../../shared/stream/tool-call-buffer.js';
import { formatToolInput } from '../../shared/tool-input.js';

/** The parts of a response message or a delta, in the order of a Message. */
export interface ResponsePieces {
  readonly thinking: string;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly (ChatToolCallFragment | null)[];
  readonly details: readonly (ChatReasoningDetail | null)[];
}

const NOTHING: ResponsePieces = { thinking: '', text: '', refusal: '', calls: [], details: [] };

/** Parses a response message or a delta; fields of a wrong type count as absent. */
export function parseResponsePieces(message: ChatResponseMessage | null | undefined): ResponsePieces {
  if (!message) return NOTHING;
  const parts = asList<ChatResponsePart | null>(message.content);
  return {
    thinking: collectReasoningText(message),
    text: readContent(message.content) + parts.map(readPart).join(''),
    refusal: asText(message.refusal) + parts.map((part) => asText(part?.refusal)).join(''),
    calls: collectCalls(message),
    details: asList(message.reasoning_details),
  };
}

/** Cloudflare Workers AI sends an object for structured output. */
function readContent(content: unknown): string {
  return isJsonObject(content) ? formatToolInput(content) : asText(content);
}

function readPart(part: ChatResponsePart | null): string {
  return asText(part) || asText(part?.text);
}

/** The deprecated `function_call` is a tool call without an id; there is at most one. */
function collectCalls({ tool_calls, function_call }: ChatResponseMessage): ResponsePieces['calls'] {
  const calls = asList(tool_calls);
  return calls.length === 0 && function_call ? [{ index: 0, function: function_call }] : calls;
}

/**
 * Finds the reasoning in a response or a delta. Many upstreams send the same text in two fields for compatibility, so the
 * first that is not empty wins.
 */
function collectReasoningText(message: ChatResponseMessage): string {
  return (
    readText(message.reasoning_content) ||
    readText(message.reasoning) ||
    readText(message.reasoning_text) ||
    readText(message.reasoning_details) ||
    readThinkingParts(message.content)
  );
}

function readText(value: unknown): string {
  if (Array.isArray(value)) return value.map(readItem).join('');
  return readItem(value);
}

function readItem(item: unknown): string {
  return isJsonObject(item) ? asText(item['text']) || asText(item['summary']) : asText(item);
}

/** Mistral sends thinking in the content, as parts that contain parts; Databricks sends its summaries there. */
function readThinkingParts(content: ChatResponseMessage['content']): string {
  return asList<ChatResponsePart | null>(content)
    .map((part) => readText(part?.thinking) || (part?.type === 'reasoning' ? readText(part.summary) : ''))
    .join('');
}

/** Reads one entry of `tool_calls`. DashScope sends `id: ""` in later pieces, others `name: ""` or null. */
export function parseToolCallFragment(entry: ChatToolCallFragment | null): ToolCallFragment {
  return {
    id: asFilledText(entry?.id),
    index: typeof entry?.index === 'number' ? entry.index : undefined,
    name: asFilledText(entry?.function?.name),
    argumentsText: formatToolInput(entry?.function?.arguments),
    extra: isJsonObject(entry?.extra_content) ? entry.extra_content : undefined,
  };
}

function asFilledText(value: unknown): string {
  const text = asText(value);
  return text.trim() === '' ? '' : text;
}

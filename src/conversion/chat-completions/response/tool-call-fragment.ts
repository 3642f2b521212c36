import type { ChatToolCallFragment } from '../../../protocol/openai/chat-completion.js';
import { isJsonObject } from '../../../common/json.js';
import { asText } from '../../../common/json.js';

/** A call, or a piece of one, with its absent, null and blank fields made equal. */
export interface ToolCallFragment {
  /** Empty when absent. */
  readonly id: string;
  readonly index: number | undefined;
  readonly name: string;
  readonly argumentsText: string;
  /** What the upstream wants back with the call. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads one entry of `tool_calls`. DashScope sends `id: ""` in later pieces, others `name: ""` or null. */
export function parseToolCallFragment(entry: ChatToolCallFragment | null): ToolCallFragment {
  return {
    id: asFilledText(entry?.id),
    index: typeof entry?.index === 'number' ? entry.index : undefined,
    name: asFilledText(entry?.function?.name),
    argumentsText: formatArguments(entry?.function?.arguments),
    extra: isJsonObject(entry?.extra_content) ? entry.extra_content : undefined,
  };
}

function asFilledText(value: unknown): string {
  const text = asText(value);
  return text.trim() === '' ? '' : text;
}

/** Ollama and others once sent the object itself. */
function formatArguments(value: unknown): string {
  if (typeof value === 'string') return value;
  return value == null ? '' : serialize(value);
}

/** What is nested too deeply to be written has to show as arguments that are none, not as a call without any. */
function serialize(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'too deeply nested';
  }
}

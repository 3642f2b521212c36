import type { ChatToolCallFragment } from '../../../protocol/openai/chat-completion.js';
import type { ToolCallFragment } from '../../shared/stream/tool-call.js';
import { asText, isJsonObject } from '../../../common/json.js';

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

/** Older versions of Ollama and others sent an object. */
function formatArguments(value: unknown): string {
  if (typeof value === 'string') return value;
  return value == null ? '' : serialize(value);
}

/** Arguments that are nested too deeply must become invalid arguments, not absent ones. */
function serialize(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'too deeply nested';
  }
}
